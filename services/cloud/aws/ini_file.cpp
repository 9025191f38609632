// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/aws/ini_file.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace arborist::cloud::aws {

namespace {

constexpr qint64 kMostBytes = 1 << 20;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(IniFile)
};

Error badLine(const QString &path, int line)
{
    return Error(Text::tr("%1:%2 is neither [section] nor key = value.").arg(path).arg(line),
                 Text::tr("Correct the line; \"aws configure\" writes it."))
        .setWhere(path);
}

/// "[profile acme]", "[profile "a b"]" with blanks in any number: the words, joined by one blank.
QString sectionName(const QString &inside)
{
    QString name = inside.simplified();
    return name.remove(u'"').remove(u'\'').simplified();
}

} // namespace

IniFile IniFile::read(const QString &path)
{
    IniFile file;
    file.m_path = path;
    QFile source(path);
    if (!QFileInfo::exists(path))
        return file;
    if (!QFileInfo(path).isFile() || !source.open(QIODevice::ReadOnly))
        throw Error(Text::tr("%1 cannot be read.").arg(path),
                    Text::tr("Check the permissions of the file."))
            .setWhere(path);
    file.m_exists = true;
    QByteArray text = source.read(kMostBytes);
    if (text.startsWith("\xEF\xBB\xBF"))
        text.remove(0, 3);

    QString section, parent;
    int number = 0;
    for (const QString &raw : QString::fromUtf8(text).split(u'\n')) {
        ++number;
        const QString line = raw.trimmed();
        if (line.isEmpty() || line.startsWith(u'#') || line.startsWith(u';'))
            continue;
        if (line.startsWith(u'[')) {
            const qsizetype end = line.indexOf(u']');
            if (end < 2)
                throw badLine(path, number);
            section = sectionName(line.mid(1, end - 1));
            file.m_sections[section];
            parent.clear();
            continue;
        }
        const bool nested = raw.front().isSpace() && !parent.isEmpty();
        const qsizetype equals = line.indexOf(u'=');
        if (section.isNull() || (equals < 1 && !nested))
            throw badLine(path, number);
        if (equals < 1)
            continue; // the further line of a value: none that we read has one
        const QString key = line.left(equals).trimmed().toLower();
        const QString value = line.mid(equals + 1).trimmed();
        file.m_sections[section].insert(nested ? parent + u'.' + key : key, value);
        if (!nested)
            parent = value.isEmpty() ? key : QString();
    }
    return file;
}

} // namespace arborist::cloud::aws
