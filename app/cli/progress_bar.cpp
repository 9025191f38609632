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
    QStringList parts;
    if (!progress.step.isEmpty())
        parts << progress.step;
    if (progress.fraction >= 0)
        parts << bar(progress.fraction) << percent(progress.fraction);
    if (progress.done > 0) {
        const QString done = number(progress.done);
        parts << (progress.total > 0
                      ? CliText::tr("%1 of %2 %3").arg(done, number(progress.total), progress.unit)
                      : CliText::tr("%1 %2").arg(done, progress.unit));
    }
    if (progress.rate > 0)
        parts << CliText::tr("%1 %2/s").arg(number(qint64(progress.rate)), progress.unit);
    if (progress.left)
        parts << CliText::tr("%1 left").arg(duration(*progress.left));
    return parts.join(QStringLiteral("  ")).left(width);
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
