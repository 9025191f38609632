// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/archive_bytes.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QIODevice>

namespace arborist::backup {

namespace {

constexpr qint64 kLongestText = 1 << 30; // PostgreSQL's own limit of a text

QString tr(const char *text)
{
    return QCoreApplication::translate("Archive", text);
}

} // namespace

ArchiveBytes::ArchiveBytes(QIODevice &device, QString where)
    : m_device(device),
      m_where(std::move(where))
{
}

void ArchiveBytes::setSizes(int integerBytes, int offsetBytes)
{
    m_integerBytes = integerBytes;
    m_offsetBytes = offsetBytes;
}

int ArchiveBytes::byte()
{
    char c = 0;
    if (!m_device.getChar(&c))
        cut();
    return uchar(c);
}

qint64 ArchiveBytes::integer()
{
    const bool negative = byte() != 0;
    quint64 value = 0;
    for (int i = 0; i < m_integerBytes; ++i) {
        const quint64 next = quint64(byte());
        if (i < 7)
            value |= next << (8 * i);
        else if (next != 0)
            damaged();
    }
    return negative ? -qint64(value) : qint64(value);
}

bool ArchiveBytes::isText(QString &text)
{
    const qint64 length = integer();
    if (length < 0)
        return false;
    text = QString::fromUtf8(bytes(length));
    return true;
}

QString ArchiveBytes::text()
{
    QString text;
    isText(text);
    return text;
}

void ArchiveBytes::skipOffset()
{
    skip(1 + m_offsetBytes);
}

QByteArray ArchiveBytes::bytes(qint64 count)
{
    if (count > kLongestText)
        damaged();
    // A damaged length must not ask for more memory than there are bytes.
    QByteArray all;
    constexpr qint64 kPart = 1 << 20;
    while (all.size() < count) {
        const QByteArray part = m_device.read(std::min(kPart, count - all.size()));
        if (part.isEmpty())
            cut();
        all += part;
    }
    return all;
}

void ArchiveBytes::skip(qint64 count)
{
    if (m_device.skip(count) != count)
        cut();
}

qint64 ArchiveBytes::position() const
{
    return m_device.pos();
}

void ArchiveBytes::cut() const
{
    throw Error(tr("The dump is cut off: it ends in the middle."),
                tr("Take another dump: what is missing cannot be restored."))
        .setWhere(m_where);
}

void ArchiveBytes::damaged() const
{
    throw Error(tr("The dump is damaged."), tr("Take another dump, or copy this one anew."))
        .setWhere(m_where);
}

} // namespace arborist::backup
