// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/stage_watch.h"

#include <QGuiApplication>
#include <algorithm>

namespace arborist {

namespace {
constexpr int lookMs = 30'000;
/// Between two questions whether target and source still answer.
constexpr int knockNearMs = 5'000;
constexpr int knockFarMs = 10'000;
constexpr int knockUnattendedMs = 30'000; ///< another program has the keyboard
constexpr int againMs = 10'000;
constexpr int longestWaitMs = 60'000;

int knockInterval(bool local)
{
    if (QGuiApplication::applicationState() != Qt::ApplicationActive)
        return knockUnattendedMs;
    return local ? knockNearMs : knockFarMs;
}

} // namespace

int StageWatch::waitAfter(int failures)
{
    return failures > 6 ? longestWaitMs : std::min(longestWaitMs, 1000 << (failures - 1));
}

void StageWatch::knockLater()
{
    nextKnock.setRemainingTime(knockInterval(local));
}

StageContact StageWatch::answered()
{
    using State = StageContact::State;
    failures = 0;
    nextLook.setRemainingTime(lookMs);
    knockLater();
    if (contact.isLost()) {
        endOfAgain.setRemainingTime(againMs);
        return {State::ConnectedAgain, {}, {}};
    }
    return contact.state == State::ConnectedAgain ? contact
                                                  : StageContact{State::Connected, {}, {}};
}

StageContact StageWatch::notAnswered(bool isWatched)
{
    const int wait = isWatched ? waitAfter(++failures) : lookMs;
    nextLook.setRemainingTime(wait);
    const QDateTime now = QDateTime::currentDateTime();
    return {StageContact::State::NotAnswering, contact.isLost() ? contact.since : now,
            isWatched ? now.addMSecs(wait) : QDateTime()};
}

} // namespace arborist
