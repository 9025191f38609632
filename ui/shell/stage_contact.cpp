// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/stage_contact.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

namespace arborist {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(StageContact)
};

qint64 secondsTo(const QDateTime &time)
{
    return std::max<qint64>(1, (QDateTime::currentDateTime().msecsTo(time) + 999) / 1000);
}

} // namespace

QString StageContact::text() const
{
    switch (state) {
    case State::Connecting:
        return Text::tr("Connecting…");
    case State::Reconnecting:
        return Text::tr("Reconnecting…");
    case State::ConnectedAgain:
        return Text::tr("Connected again");
    case State::NotAnswering:
        break;
    case State::Unknown:
    case State::Connected:
        return {};
    }
    const QString when = sinceText();
    if (!nextTry.isValid())
        return Text::tr("Not answering since %1").arg(when);
    return Text::tr("Not answering since %1, next try in %2 s").arg(when).arg(secondsTo(nextTry));
}

QString StageContact::sinceText() const
{
    const QDateTime local = since.toLocalTime();
    const bool today = local.date() == QDate::currentDate();
    return QLocale().toString(local,
                              today ? QStringLiteral("HH:mm") : QStringLiteral("d MMM, HH:mm"));
}

QString StageContact::nextTryText() const
{
    return state == State::NotAnswering && nextTry.isValid()
               ? Text::tr("Next try in %1 s").arg(secondsTo(nextTry))
               : QString();
}

} // namespace arborist
