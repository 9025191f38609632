// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/migrations/run_lines.h"

#include "models/common/format.h"
#include <QCoreApplication>

namespace arborist {

namespace {

/// The translation context of this file.
class RunLineTexts
{
    Q_DECLARE_TR_FUNCTIONS(RunLineTexts)
};

const QString kIndent = QStringLiteral("    ");

QString tookText(const ProgressEvent &event)
{
    const QString took =
        shortDuration(std::chrono::round<std::chrono::milliseconds>(event.took).count());
    return event.together == 1 ? took
                               : RunLineTexts::tr("%1 for these %2").arg(took).arg(event.together);
}

QString statementText(const ProgressEvent &event)
{
    QString text = kIndent;
    if (event.number > 0)
        text += QStringLiteral("%1/%2  ").arg(event.number).arg(event.total);
    text += event.text;
    QStringList facts;
    if (event.took.count() >= 0)
        facts << tookText(event);
    if (event.rows >= 0)
        facts << (event.rows == 1 ? RunLineTexts::tr("1 row")
                                  : RunLineTexts::tr("%1 rows").arg(format::count(event.rows)));
    if (!facts.isEmpty())
        text += QStringLiteral("   ") + facts.join(QStringLiteral(", "));
    return text;
}

} // namespace

std::vector<RunLine> runLines(const std::vector<ProgressEvent> &events)
{
    using Kind = ProgressEvent::Kind;
    std::vector<RunLine> lines;
    lines.reserve(events.size());
    for (const ProgressEvent &event : events) {
        switch (event.kind) {
        case Kind::Begun:
            lines.push_back({event.text, Tone::Plain});
            break;
        case Kind::Done:
            lines.push_back({statementText(event), Tone::Muted});
            break;
        case Kind::Failed:
            lines.push_back({statementText(event), Tone::Danger});
            lines.push_back({kIndent + event.error, Tone::Danger});
            break;
        case Kind::Notice:
            lines.push_back({kIndent + event.text, event.text.startsWith(QStringLiteral("WARNING"))
                                                       ? Tone::Drift
                                                       : Tone::Info});
            break;
        }
    }
    return lines;
}

QString shortDuration(qint64 ms)
{
    return ms < 1      ? RunLineTexts::tr("< 1 ms")
           : ms < 1000 ? RunLineTexts::tr("%1 ms").arg(ms)
                       : format::duration(ms);
}

} // namespace arborist
