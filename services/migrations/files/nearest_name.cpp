// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/nearest_name.h"

#include <algorithm>
#include <vector>

namespace arborist::migrations {
namespace {

qsizetype edits(const QString &a, const QString &b)
{
    std::vector<qsizetype> row(std::size_t(b.size()) + 1);
    for (std::size_t j = 0; j < row.size(); ++j)
        row[j] = qsizetype(j);
    for (qsizetype i = 0; i < a.size(); ++i) {
        qsizetype diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 1; j < row.size(); ++j) {
            const qsizetype changed = diagonal + (a[i] == b[qsizetype(j) - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
        }
    }
    return row.back();
}

} // namespace

QString nearestName(const QString &name, const QStringList &candidates)
{
    constexpr qsizetype kLongest = 200;
    if (name.size() > kLongest)
        return {};
    const QString number = name.section(u'_', 0, 0);
    const QString words = name.section(u'_', 1);
    QString best;
    qsizetype least = std::max<qsizetype>(3, name.size() / 4) + 1;
    for (const QString &candidate : candidates.mid(0, 1000)) {
        if (candidate.size() > kLongest)
            continue;
        const bool isAlike = (!number.isEmpty() && candidate.section(u'_', 0, 0) == number) ||
                             (!words.isEmpty() && candidate.section(u'_', 1) == words);
        const qsizetype count = isAlike ? 0 : edits(name, candidate);
        if (count < least) {
            least = count;
            best = candidate;
        }
    }
    return best;
}

} // namespace arborist::migrations
