// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/demo_folder.h"

#include "services/core/error.h"
#include "services/core/whole_file.h"
#include "services/demo/resource.h"
#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QRegularExpression>
#include <QSaveFile>

namespace arborist::demo {
namespace {

const QString kVersionFile = QStringLiteral(".demo-version");

struct Filled {
    QByteArray text;
    QStringList urls; ///< that were put in
};

// @URL:database@ stands for the address of a database of the embedded server.
Filled fillIn(const QByteArray &text, const postgres::EmbeddedServer &server)
{
    static const QRegularExpression placeholder(QStringLiteral("@URL:(\\w+)@"));
    Filled filled;
    QString rest = QString::fromUtf8(text);
    QString done;
    for (auto match = placeholder.match(rest); match.hasMatch(); match = placeholder.match(rest)) {
        const QString url = server.connectionInfo(match.captured(1)).toUrl();
        filled.urls << url;
        done += rest.left(match.capturedStart()) + url;
        rest = rest.mid(match.capturedEnd());
    }
    filled.text = (done + rest).toUtf8();
    return filled;
}

bool holds(const QByteArray &text, const QStringList &urls)
{
    for (const QString &url : urls)
        if (!text.contains('"' + url.toUtf8() + '"'))
            return false;
    return true;
}

} // namespace

void DemoFolder::write(const postgres::EmbeddedServer &server, int version) const
{
    const QByteArray current = QByteArray::number(version) + '\n';
    const bool fresh = readFile(kVersionFile) != current;
    QDirIterator files(kProjectRoot, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString source = files.next();
        const QString name = source.mid(kProjectRoot.size() + 1);
        const bool missing = !QFile::exists(m_path + u'/' + name);
        if (!fresh && !missing && !name.startsWith(QStringLiteral(".env")))
            continue;
        const Filled filled = fillIn(readResource(source), server);
        if (fresh || missing || !holds(readFile(name), filled.urls))
            writeFile(name, filled.text);
    }
    if (fresh)
        writeFile(kVersionFile, current);
}

void DemoFolder::writeManifest(const QString &stage, const QByteArray &json) const
{
    const QString name = QStringLiteral("manifest.%1.json").arg(stage);
    if (readFile(name) != json)
        writeFile(name, json);
}

QByteArray DemoFolder::readFile(const QString &name) const
{
    QFile file(m_path + u'/' + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void DemoFolder::writeFile(const QString &name, const QByteArray &content) const
{
    const QString path = m_path + u'/' + name;
    QDir().mkpath(QFileInfo(path).path());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() ||
        !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) || !commitWhole(file))
        throw Error(QCoreApplication::translate("Demo", "The demo's file %1 cannot be written.")
                        .arg(QDir::toNativeSeparators(path)),
                    QCoreApplication::translate(
                        "Demo", "Check the folder's permissions and the space left on the disk."))
            .setDetail(file.errorString());
}

} // namespace arborist::demo
