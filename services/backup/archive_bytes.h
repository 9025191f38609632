// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

class QIODevice;

namespace arborist::backup {

/// Reads the numbers and texts of pg_dump's archives (pg_backup_archiver.c: ReadInt, ReadStr,
/// ReadOffset). Throws Error that names `where` at the end of the device or for what cannot be.
class ArchiveBytes
{
public:
    ArchiveBytes(QIODevice &device, QString where);

    void setSizes(int integerBytes, int offsetBytes);

    int byte();
    qint64 integer();
    QString text();
    bool isText(QString &text); ///< false for the mark that there is none
    void skipOffset();
    QByteArray bytes(qint64 count);
    void skip(qint64 count);
    qint64 position() const;

    [[noreturn]] void cut() const;
    [[noreturn]] void damaged() const;

private:
    QIODevice &m_device;
    QString m_where;
    int m_integerBytes = 4;
    int m_offsetBytes = 8;
};

} // namespace arborist::backup
