// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/rule_fitting.h"

#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include <cmath>

namespace arborist::hierarchy {

using postgres::quoteIdentifier;

namespace {

struct SampledPath {
    QString id, parent, path;
};

/// Whether a stored path reads as the rule says, as far as id and parent can tell.
bool fits(const PathRule &rule, const SampledPath &sample)
{
    QString path = sample.path;
    if (rule.leading) {
        if (!path.startsWith(rule.separator))
            return false;
        path.remove(0, rule.separator.size());
    }
    if (rule.trailing && !path.isEmpty()) {
        if (!path.endsWith(rule.separator))
            return false;
        path.chop(rule.separator.size());
    }
    const QStringList labels = path.isEmpty() ? QStringList() : path.split(rule.separator);
    if (labels.contains(QString()))
        return false;
    const qsizetype behind = rule.self ? 1 : 0;
    if (rule.self && (labels.isEmpty() || labels.last() != sample.id))
        return false;
    if (sample.parent.isEmpty())
        return labels.size() == behind;
    return labels.size() > behind && labels[labels.size() - 1 - behind] == sample.parent;
}

std::optional<PathRule> fitPath(const std::vector<SampledPath> &samples)
{
    static const char *const separators[] = {"/", ".", ",", ">", "|",   ":",
                                             ";", "-", "_", " ", " / ", " > "};
    std::optional<PathRule> best;
    qsizetype bestCount = 0;
    for (const char *separator : separators) {
        for (int variant = 0; variant < 8; ++variant) {
            PathRule rule;
            rule.separator = QLatin1String(separator);
            rule.self = !(variant & 4);
            rule.leading = variant & 1;
            rule.trailing = variant & 2;
            const auto count = std::count_if(samples.begin(), samples.end(),
                                             [&](const SampledPath &s) { return fits(rule, s); });
            if (count > bestCount) {
                bestCount = count;
                best = rule;
            }
        }
    }
    if (bestCount * 2 < qsizetype(samples.size()))
        return std::nullopt;
    return best;
}

/// Stored progress values as PostgreSQL writes them.
class ProgressSample
{
public:
    void add(const QString &text)
    {
        const double value = text.toDouble();
        m_largest = qMax(m_largest, value);
        if (value == std::floor(value) && (value <= 1 || value == 100))
            return; // nothing and all are round in every product
        ++m_partial;
        QString decimals = text.section(u'.', 1);
        while (decimals.endsWith(u'0'))
            decimals.chop(1);
        m_digits = qMax(m_digits, int(decimals.size()));
    }

    int scale() const { return m_largest > 0 && m_largest <= 1 ? 1 : 100; }
    /// Decimals that the product writes; none if that cannot be told.
    std::optional<int> digits() const
    {
        return m_partial >= kFewest && m_digits <= kMost ? std::optional(m_digits) : std::nullopt;
    }

private:
    static constexpr int kFewest = 30;
    static constexpr int kMost = 6; ///< more are not rounded by anybody's rule
    double m_largest = 0;
    int m_partial = 0;
    int m_digits = 0;
};

} // namespace

void fitFromSample(Mapping &mapping, postgres::Connection &connection)
{
    const bool path = !mapping.path.isEmpty() && !mapping.rules.path;
    const bool progress = !mapping.progress.isEmpty() && !mapping.rules.progressScale;
    if (!path && !progress)
        return;
    const auto text = [](const QString &column) {
        return column.isEmpty() ? QStringLiteral("NULL")
                                : quoteIdentifier(column) + QStringLiteral("::text");
    };
    const postgres::Result rows = connection.exec(
        QStringLiteral("SELECT %1, %2, %3, %4 FROM %5 LIMIT 1000")
            .arg(text(mapping.id), text(mapping.parent), text(path ? mapping.path : QString()),
                 text(progress ? mapping.progress : QString()), mapping.quotedName()));
    std::vector<SampledPath> samples;
    ProgressSample progressSample;
    for (int row = 0; row < rows.rows(); ++row) {
        if (!rows.isNull(row, 2))
            samples.push_back({rows.text(row, 0), rows.text(row, 1), rows.text(row, 2)});
        progressSample.add(rows.text(row, 3));
    }
    if (path)
        mapping.rules.path = samples.empty() ? PathRule{} : fitPath(samples);
    if (progress) {
        mapping.rules.progressScale = progressSample.scale();
        if (!mapping.rules.progressDigits)
            mapping.rules.progressDigits = progressSample.digits();
    }
}

} // namespace arborist::hierarchy
