// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/rule_fitting.h"

#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include "services/postgres/sql_file.h"
#include <algorithm>
#include <cmath>

namespace arborist::hierarchy {

using postgres::quoteIdentifier;

namespace {

constexpr int kRows = 1000;      ///< looked at
constexpr double kPages = 32;    ///< of a larger table that are read
constexpr int kMostRows = 10000; ///< of a table that is not larger
constexpr int kFewestRows = 200;
constexpr int kLeastShare = 20; ///< a rule of paths is told if it explains one in so many

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

TriedPaths tryPaths(const std::vector<SampledPath> &samples)
{
    static const char *const separators[] = {"/", ".", ",", ">", "|",   ":",
                                             ";", "-", "_", " ", " / ", " > "};
    TriedPaths tried;
    for (const char *separator : separators) {
        for (int variant = 0; variant < 8; ++variant) {
            PathRule rule;
            rule.separator = QLatin1String(separator);
            rule.self = !(variant & 4);
            rule.leading = variant & 1;
            rule.trailing = variant & 2;
            const auto count = std::count_if(samples.begin(), samples.end(),
                                             [&](const SampledPath &s) { return fits(rule, s); });
            if (count * kLeastShare >= qsizetype(samples.size()))
                tried.emplace_back(rule, double(count) / double(samples.size()));
        }
    }
    std::stable_sort(tried.begin(), tried.end(),
                     [](const auto &a, const auto &b) { return a.second > b.second; });
    return tried;
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

/// Rows from all over the table: what was written first need not be like the rest. Whole pages are
/// taken, so that the table is not read once more.
postgres::Result readSample(const QString &columns, const Mapping &mapping,
                            postgres::Connection &connection)
{
    const postgres::Result pages = connection.exec(postgres::sqlFile(QStringLiteral("scan_pages")),
                                                   {mapping.schema, mapping.table});
    const double all = pages.isNull(0, 0) ? 0 : pages.text(0, 0).toDouble();
    const QString select = QStringLiteral("SELECT %1 FROM %2").arg(columns, mapping.quotedName());
    if (all > kPages) {
        postgres::Result rows =
            connection.exec(select + QStringLiteral(" TABLESAMPLE SYSTEM (%1) REPEATABLE (0)")
                                         .arg(100 * kPages / all, 0, 'g', 12));
        if (rows.rows() >= kFewestRows) // else most of the table's pages are empty
            return rows;
    }
    return connection.exec(select + QStringLiteral(" LIMIT %1").arg(all > 0 ? kMostRows : kRows));
}

} // namespace

TriedPaths fitFromSample(Mapping &mapping, postgres::Connection &connection)
{
    const bool path = !mapping.path.isEmpty() && !mapping.rules.path;
    const bool progress = !mapping.progress.isEmpty() && !mapping.rules.progressScale;
    if (!path && !progress)
        return {};
    const auto text = [](const QString &column) {
        return column.isEmpty() ? QStringLiteral("NULL")
                                : quoteIdentifier(column) + QStringLiteral("::text");
    };
    const postgres::Result rows = readSample(
        QStringList{text(mapping.id), text(mapping.parent), text(path ? mapping.path : QString()),
                    text(progress ? mapping.progress : QString())}
            .join(QStringLiteral(", ")),
        mapping, connection);
    std::vector<SampledPath> samples;
    ProgressSample progressSample;
    const int step = std::max(1, rows.rows() / kRows);
    for (int row = 0; row < rows.rows(); row += step) {
        if (!rows.isNull(row, 2))
            samples.push_back({rows.text(row, 0), rows.text(row, 1), rows.text(row, 2)});
        progressSample.add(rows.text(row, 3));
    }
    TriedPaths tried;
    if (path && samples.empty()) {
        mapping.rules.path = PathRule{};
    } else if (path) {
        tried = tryPaths(samples);
        if (!tried.empty() && tried.front().second >= 0.5)
            mapping.rules.path = tried.front().first;
    }
    if (progress) {
        mapping.rules.progressScale = progressSample.scale();
        if (!mapping.rules.progressDigits)
            mapping.rules.progressDigits = progressSample.digits();
    }
    return tried;
}

} // namespace arborist::hierarchy
