// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/migrations/duration_groups.h"

#include <algorithm>

namespace arborist {

namespace {

constexpr qsizetype kShort = 8;

} // namespace

QString shortName(const QString &migration)
{
    qsizetype digits = 0;
    while (digits < migration.size() && migration[digits].isDigit())
        ++digits;
    if (digits > 0 && digits <= kShort)
        return migration.left(digits);
    QString rest = migration.mid(digits);
    while (rest.startsWith(u'_') || rest.startsWith(u'-'))
        rest.remove(0, 1);
    if (rest.isEmpty())
        rest = migration;
    return rest.size() <= kShort ? rest : rest.left(kShort - 1) + QChar(u'…');
}

std::vector<StageReading> timedStages(const migrations::MigrationSet &set,
                                      const std::vector<StageReading> &stages)
{
    std::vector<StageReading> timed;
    for (size_t stage = 0; stage < stages.size(); ++stage) {
        for (size_t i = 0; i < set.migrations.size(); ++i) {
            if (tookOn(stages, stage, qsizetype(i), set.migrations[i].name).ms >= 0) {
                timed.push_back(stages[stage]);
                break;
            }
        }
    }
    return timed;
}

std::vector<DurationGroup> durationGroups(const migrations::MigrationSet &set,
                                          const std::vector<StageReading> &stages,
                                          qsizetype selected, size_t most)
{
    std::vector<DurationGroup> groups;
    for (qsizetype i = 0; i < qsizetype(set.migrations.size()); ++i) {
        const QString &name = set.migrations[size_t(i)].name;
        DurationGroup group{i, shortName(name), {}};
        bool known = false;
        for (size_t stage = 0; stage < stages.size(); ++stage) {
            group.times.push_back(tookOn(stages, stage, i, name));
            known |= group.times.back().ms >= 0;
        }
        if (known)
            groups.push_back(std::move(group));
    }
    if (groups.size() <= most)
        return groups;
    // A third of the others stands at the right of the selected one.
    const auto at = std::ranges::find(groups, selected, &DurationGroup::migration);
    const auto wanted = at == groups.end() ? groups.size() : size_t(at - groups.begin()) + most / 3;
    const size_t end = std::clamp(wanted + 1, most, groups.size());
    return {groups.begin() + qsizetype(end - most), groups.begin() + qsizetype(end)};
}

} // namespace arborist
