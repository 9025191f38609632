// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/terminal.h"
#include "services/core/progress.h"
#include <memory>
#include <thread>

namespace arborist::cli {

/// One line at the bottom of the terminal, drawn ten times a second while the object lives; gone
/// afterwards. Draws nothing where there is no terminal.
class ProgressBar
{
public:
    ProgressBar(Terminal &terminal, std::shared_ptr<ProgressSink> sink, bool wanted);
    ~ProgressBar();
    ProgressBar(const ProgressBar &) = delete;
    ProgressBar &operator=(const ProgressBar &) = delete;

    /// The line for that state, at most `width` characters.
    static QString line(const Progress &progress, int width);

private:
    Terminal &m_terminal;
    std::jthread m_painter;
};

} // namespace arborist::cli
