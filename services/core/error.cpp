// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"

#include <QCoreApplication>

namespace arborist {

Error::Error(QString message, QString hint, ErrorKind kind)
    : m_message(std::move(message)),
      m_hint(std::move(hint)),
      m_kind(kind),
      m_utf8(m_message.toUtf8())
{
}

Error Error::cancelled()
{
    return Error(QCoreApplication::translate("Error", "Cancelled. Nothing was changed."), {},
                 ErrorKind::Cancelled);
}

Error Error::cancelledHalfWay(QString hint)
{
    return Error(QCoreApplication::translate("Error", "Cancelled. What was done before stays."),
                 std::move(hint), ErrorKind::Cancelled);
}

Error Error::refused(QString message, QString hint)
{
    return Error(std::move(message), std::move(hint), ErrorKind::Refused);
}

Error Error::usage(QString message, QString hint)
{
    return Error(std::move(message), std::move(hint), ErrorKind::Usage);
}

Error &Error::setHint(QString hint)
{
    m_hint = std::move(hint);
    return *this;
}

Error &Error::setWhere(QString where)
{
    m_where = std::move(where);
    return *this;
}

Error &Error::setDetail(QString detail)
{
    m_detail = std::move(detail);
    return *this;
}

Error &Error::setSqlState(QString state)
{
    m_sqlState = std::move(state);
    return *this;
}

Error &Error::setPosition(int position)
{
    m_position = position;
    return *this;
}

} // namespace arborist
