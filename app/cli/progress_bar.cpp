// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progress_bar.h"

#include "app/cli/cli_text.h"
#include "app/cli/text_format.h"
#include <QStringList>
#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace arborist::cli {
namespace {

constexpr int kBarWidth = 20;

QString bar(double fraction)
{
    const int full = int(std::clamp(fraction, 0.0, 1.0) * kBarWidth);
    return QString(full, QChar(0x2588)) + QString(kBarWidth - full, QChar(0x2591));
}

} // namespace

QString ProgressBar::line(const Progress &progress, int width)
{
    const auto withUnit = [&progress](const QString &text) {
        return progress.unit.isEmpty() ? text : text + u' ' + progress.unit;
    };
    // Where the line is too short, count, rate and bar are left out, in that order.
    const QString step = progress.part.isEmpty()
                             ? progress.step
                             : QStringLiteral("%1, %2").arg(progress.part, progress.step);
    QString graph;
    QString share;
    if (progress.fraction >= 0) {
        graph = bar(progress.fraction);
        share = CliText::tr("%1 %").arg(int(100 * progress.fraction));
    }
    QString count;
    if (progress.done > 0) {
        count = withUnit(
            progress.total > 0
                ? CliText::tr("%1 of %2").arg(number(progress.done), number(progress.total))
                : number(progress.done));
    }
    QString rate;
    if (progress.rate >= 1)
        rate = CliText::tr("%1/s").arg(withUnit(number(qint64(progress.rate))));
    QString left;
    if (progress.left)
        left = CliText::tr("%1 left").arg(duration(*progress.left));

    QStringList parts{step, graph, share, count, rate, left};
    const auto joined = [&parts] {
        QStringList shown = parts;
        shown.removeAll(QString());
        return shown.join(QStringLiteral("  "));
    };
    for (const qsizetype dropped : {3, 4, 1}) {
        if (joined().size() <= width)
            break;
        parts[dropped].clear();
    }
    return joined().left(width);
}

ProgressBar::ProgressBar(Terminal &terminal, std::shared_ptr<ProgressSink> sink, bool wanted)
    : m_terminal(terminal)
{
    if (!wanted || !terminal.showsMessages())
        return;
    m_painter = std::jthread([this, sink = std::move(sink)](const std::stop_token &stop) {
        std::mutex mutex;
        std::condition_variable_any timer;
        std::unique_lock lock(mutex);
        while (!timer.wait_for(lock, stop, std::chrono::milliseconds(100),
                               [&] { return stop.stop_requested(); })) {
            const QString text = line(sink->sample(), m_terminal.width() - 1);
            m_terminal.draw(u'\r' + text + QStringLiteral("\033[K"));
        }
    });
}

ProgressBar::~ProgressBar()
{
    if (!m_painter.joinable())
        return;
    m_painter.request_stop();
    m_painter.join();
    m_terminal.draw(QStringLiteral("\r\033[K"));
}

} // namespace arborist::cli
