// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/migrations/stage_reading.h"

#include "models/common/format.h"
#include "models/migrations/state_look.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist {

using migrations::MigrationStatus;

namespace {

/// The translation context of this file.
class ReadingTexts
{
    Q_DECLARE_TR_FUNCTIONS(ReadingTexts)
};

} // namespace

const MigrationStatus *StageReading::of(qsizetype migration) const
{
    if (!status)
        return nullptr;
    const auto &all = status->migrations;
    if (size_t(migration) < all.size() && all[size_t(migration)].index == migration)
        return &all[size_t(migration)];
    const auto found = std::ranges::find(all, migration, &MigrationStatus::index);
    return found == all.end() ? nullptr : &*found;
}

std::optional<QDateTime> StageReading::appliedAt(qsizetype migration, const QString &name) const
{
    const MigrationStatus *found = of(migration);
    if (!found || !migrations::isInEffect(*found))
        return {};
    if (found->appliedAt)
        return found->appliedAt;
    const auto time = times.constFind(name);
    return time == times.constEnd() ? std::optional<QDateTime>() : time->at;
}

int StageReading::count(migrations::State wanted) const
{
    return status ? int(std::ranges::count(status->migrations, wanted, &MigrationStatus::state))
                  : 0;
}

QString StageReading::headline() const
{
    if (state == State::Failed)
        return stage.problem.isEmpty() ? ReadingTexts::tr("No answer")
                                       : ReadingTexts::tr("No address");
    if (!status)
        return state == State::Reading ? ReadingTexts::tr("Reading…")
                                       : ReadingTexts::tr("Not read");
    if (const int failed = count(migrations::State::Failed); failed > 0)
        return ReadingTexts::tr("%1 failed").arg(format::count(failed));
    return status->pending > 0 ? ReadingTexts::tr("%1 pending").arg(format::count(status->pending))
                               : ReadingTexts::tr("%1 applied").arg(format::count(status->applied));
}

Tone StageReading::headlineTone() const
{
    return state == State::Failed || count(migrations::State::Failed) > 0 ? Tone::Danger
                                                                          : Tone::Muted;
}

QString StageReading::toolTip() const
{
    if (state == State::Failed) {
        QStringList lines{stage.problem.isEmpty() && error ? error->message() : stage.problem};
        if (error && !error->hint().isEmpty())
            lines << error->hint();
        return lines.join(u'\n');
    }
    if (!status)
        return {};
    QStringList lines{stage.name};
    for (const migrations::State each : state_look::all) {
        if (const int number = count(each); number > 0)
            lines << QStringLiteral("%1: %2").arg(state_look::word(each), format::count(number));
    }
    if (!status->ledger.exists)
        lines << ReadingTexts::tr("There is no table of migrations yet.");
    return lines.join(u'\n');
}

Took tookOn(const std::vector<StageReading> &stages, size_t stage, qsizetype migration,
            const QString &name)
{
    const auto measured = stages[stage].times.constFind(name);
    const MigrationStatus *status = stages[stage].of(migration);
    const bool applied = status && migrations::isInEffect(*status);
    if (applied && measured != stages[stage].times.constEnd())
        return {measured->ms, false};
    Took guess;
    if (!status || applied)
        return guess;
    for (const StageReading &other : stages) {
        if (const auto time = other.times.constFind(name); time != other.times.constEnd())
            guess = {std::max(guess.ms, time->ms), true};
    }
    return guess;
}

} // namespace arborist
