// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

namespace arborist {

/// How things stand with a stage, as the target bar and the pages tell it.
struct StageContact {
    enum class State {
        Unknown,    ///< not looked at yet
        Connecting, ///< the first look is under way
        Connected,
        NotAnswering,   ///< until the next try
        Reconnecting,   ///< that try is under way
        ConnectedAgain, ///< for a moment after it was lost
    };
    State state = State::Unknown;
    QDateTime since;   ///< of the first look that failed, while it does not answer
    QDateTime nextTry; ///< invalid: only when asked for

    bool isLost() const { return state == State::NotAnswering || state == State::Reconnecting; }
    /// "Not answering since 10:42, next try in 8 s"; empty where there is no more to say than that
    /// the stage answers or has not been asked.
    QString text() const;
    QString sinceText() const;   ///< "10:42", with the date if that is not today
    QString nextTryText() const; ///< "Next try in 8 s"; empty if there is none to come

    bool operator==(const StageContact &) const = default;
};

} // namespace arborist
