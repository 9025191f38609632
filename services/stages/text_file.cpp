// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/text_file.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QStringDecoder>

namespace arborist::stages {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("TextFile", text);
}

Error noFile(const QString &path, const QString &shownName, const QString &reason,
             const QString &hint)
{
    return Error(tr("%1 %2.").arg(shownName, reason), hint).setWhere(path);
}

QString decode(const QByteArray &bytes)
{
    QStringDecoder utf8(QStringDecoder::Utf8);
    QString text = utf8(bytes);
    if (utf8.hasError())
        text = QString::fromLatin1(bytes);
    return text;
}

} // namespace

QByteArray readTextBytes(const QString &path, const QString &shownName, qint64 most)
{
    const QFileInfo info(path);
    if (!info.exists())
        throw noFile(path, shownName, tr("does not exist"), tr("Create it, or name another file."));
    // A pipe would block for ever, and a folder named .env is usually a Python environment.
    if (!info.isFile())
        throw noFile(path, shownName, tr("is not a regular file"), tr("Name a text file."));
    const QString tooLarge =
        tr("is larger than %1 and is not read").arg(QLocale().formattedDataSize(most));
    if (info.size() > most)
        throw noFile(path, shownName, tooLarge, tr("Check that this is the intended file."));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        throw noFile(path, shownName, tr("cannot be read"),
                     tr("Check the permissions of the file and its folder."))
            .setDetail(file.errorString());
    const QByteArray bytes = file.read(most + 1);
    if (file.error() != QFile::NoError)
        throw noFile(path, shownName, tr("cannot be read"), tr("Check the disk."))
            .setDetail(file.errorString());
    if (bytes.size() > most)
        throw noFile(path, shownName, tooLarge, tr("Check that this is the intended file."));
    if (bytes.contains('\0'))
        throw noFile(path, shownName, tr("is not a UTF-8 text file"), tr("Save it as UTF-8."));
    return bytes;
}

QString readTextFile(const QString &path, const QString &shownName)
{
    QString text = decode(readTextBytes(path, shownName));
    text.replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
    text.replace(u'\r', u'\n');
    return text;
}

Error fileError(const QString &shownName, int line, const QString &message, const QString &hint)
{
    const QString where = QStringLiteral("%1:%2").arg(shownName).arg(line);
    return Error(QStringLiteral("%1: %2").arg(where, message), hint).setWhere(where);
}

} // namespace arborist::stages
