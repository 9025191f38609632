// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/migrations/migrations_summary.h"

#include "models/common/format.h"
#include "models/migrations/state_look.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist {

using migrations::State;

namespace {

/// The translation context of this file.
class SummaryTexts
{
    Q_DECLARE_TR_FUNCTIONS(SummaryTexts)
};

/// "1 edited after it was applied", "2 skipped"; empty for a state that is as it should be.
QString irregular(State state, int count)
{
    const QString number = format::count(count);
    switch (state) {
    case State::Edited:
        return count == 1 ? SummaryTexts::tr("1 edited after it was applied")
                          : SummaryTexts::tr("%1 edited after they were applied").arg(number);
    case State::WhenChanged:
        return SummaryTexts::tr("%1 recorded under another time").arg(number);
    case State::Skipped:
        return SummaryTexts::tr("%1 skipped").arg(number);
    case State::OutOfOrder:
        return SummaryTexts::tr("%1 out of order").arg(number);
    case State::Failed:
        return SummaryTexts::tr("%1 failed").arg(number);
    case State::MissingFile:
        return SummaryTexts::tr("%1 without a file").arg(number);
    default:
        return {};
    }
}

QStringList irregulars(const StageReading &reading)
{
    QStringList parts;
    for (const State state : state_look::all) {
        const int count = reading.count(state);
        const QString part = count > 0 ? irregular(state, count) : QString();
        if (!part.isEmpty())
            parts << part;
    }
    return parts;
}

QString onTarget(const StageReading &reading)
{
    const QString &name = reading.stage.name;
    if (reading.state == StageReading::State::Failed)
        return reading.stage.problem.isEmpty() ? SummaryTexts::tr("%1 does not answer").arg(name)
                                               : SummaryTexts::tr("%1 has no address").arg(name);
    if (!reading.status)
        return SummaryTexts::tr("Reading %1…").arg(name);
    QString text =
        reading.status->pending > 0
            ? SummaryTexts::tr("%1 pending on %2").arg(format::count(reading.status->pending), name)
            : SummaryTexts::tr("Nothing pending on %1").arg(name);
    if (const QStringList parts = irregulars(reading); !parts.isEmpty())
        text += QStringLiteral("; ") + parts.join(QStringLiteral(", "));
    return text;
}

/// Of the other stages only what a person has to know.
QString onOther(const StageReading &reading)
{
    QStringList parts;
    if (reading.state == StageReading::State::Failed && reading.stage.problem.isEmpty())
        return SummaryTexts::tr("%1 does not answer").arg(reading.stage.name);
    if (reading.status && reading.status->pending > 0)
        parts << SummaryTexts::tr("%1 pending").arg(format::count(reading.status->pending));
    parts += irregulars(reading);
    return parts.isEmpty() ? QString()
                           : SummaryTexts::tr("%1 on %2")
                                 .arg(parts.join(QStringLiteral(", ")), reading.stage.name);
}

bool isBad(const migrations::Problem &problem)
{
    return problem.severity == migrations::Severity::Error;
}

} // namespace

MigrationsSummary summaryOf(const migrations::MigrationSet &set,
                            const std::vector<StageReading> &stages, const QString &target)
{
    MigrationsSummary summary;
    QStringList parts;
    bool bad = std::ranges::any_of(set.problems, isBad);
    bool irregular = !set.problems.empty();
    bool pending = false;
    bool reading = false;
    if (bad)
        parts << SummaryTexts::tr("The folder has to be mended");
    for (const bool first : {true, false}) {
        for (const StageReading &each : stages) {
            if ((each.stage.name == target) != first)
                continue;
            const QString part = first ? onTarget(each) : onOther(each);
            if (!part.isEmpty())
                parts << part;
            reading |= first && !each.status && each.state != StageReading::State::Failed;
            bad |= each.count(State::Failed) > 0 ||
                   (first && each.state == StageReading::State::Failed);
            irregular |= !irregulars(each).isEmpty();
            pending |= first && each.status && each.status->pending > 0;
        }
    }
    summary.text = parts.join(QStringLiteral("; "));
    summary.attention = bad || irregular || pending;
    summary.glyph = bad         ? Glyph::Failed
                    : irregular ? Glyph::Drift
                    : reading   ? Glyph::Running
                    : pending   ? Glyph::Pending
                                : Glyph::Ok;
    return summary;
}

QString metaOf(const migrations::MigrationSet &set)
{
    const auto count = qint64(set.migrations.size());
    return SummaryTexts::tr("%1, %2, %3")
        .arg(migrations::toString(set.tool), set.shown,
             count == 1 ? SummaryTexts::tr("1 migration")
                        : SummaryTexts::tr("%1 migrations").arg(format::count(count)));
}

} // namespace arborist
