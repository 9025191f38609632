// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/quit_signals.h"

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace arborist {

namespace {

int g_pipe[2] = {-1, -1};

/// Only write() is allowed here; a full pipe means that the wish is known already.
void wish(int)
{
    const char byte = 1;
    [[maybe_unused]] const auto written = write(g_pipe[1], &byte, 1);
}

void handle(void (*handler)(int))
{
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
        std::signal(number, handler);
    }
}

} // namespace

QuitSignals::QuitSignals(QObject *parent) : QObject(parent)
{
    if (pipe2(g_pipe, O_CLOEXEC | O_NONBLOCK) != 0) {
        return; // the signals end the program as they always did
    }
    m_notifier = std::make_unique<QSocketNotifier>(g_pipe[0], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        while (read(g_pipe[0], &byte, 1) > 0) {
        }
        Q_EMIT quitRequested();
    });
    handle(wish);
}

QuitSignals::~QuitSignals()
{
    if (m_notifier) {
        handle(SIG_DFL);
        m_notifier.reset();
        close(g_pipe[0]);
        close(g_pipe[1]);
    }
}

} // namespace arborist
