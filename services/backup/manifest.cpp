// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/manifest.h"

#include "services/core/error.h"
#include "services/core/whole_file.h"
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>
#include <array>
#include <numeric>

namespace arborist::backup {

namespace {

constexpr int kFormat = 1;
const QString kAutomatic = QStringLiteral("automatic");

QString tr(const char *text)
{
    return QCoreApplication::translate("Manifest", text);
}

constexpr std::array kForms{"custom", "directory", "plain"};
constexpr std::array kCompressions{"none", "gzip", "zstd"};
constexpr std::array kVerifications{"none", "listed", "restored"};

template <typename Words> int indexOf(const Words &words, const QString &word)
{
    for (size_t i = 0; i < words.size(); ++i) {
        if (word == QLatin1String(words[i]))
            return int(i);
    }
    throw Error(tr("The manifest says “%1”, which this version does not know.").arg(word));
}

QString timeText(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(Qt::ISODate) : QString();
}

QDateTime timeOf(const QJsonValue &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODate).toUTC();
}

const QString kOwnSum = QStringLiteral("sha256");

/// Of everything else in it.
QString sumOf(const QJsonObject &content)
{
    const QByteArray text = QJsonDocument(content).toJson(QJsonDocument::Compact);
    return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex());
}

} // namespace

QString toWord(Form form)
{
    return QString::fromLatin1(kForms[size_t(form)]);
}

QString toWord(Compression compression)
{
    return QString::fromLatin1(kCompressions[size_t(compression)]);
}

QString toWord(Verification verification)
{
    return QString::fromLatin1(kVerifications[size_t(verification)]);
}

qint64 Manifest::rows() const
{
    return std::accumulate(tables.begin(), tables.end(), qint64(0),
                           [](qint64 sum, const ManifestTable &table) { return sum + table.rows; });
}

QJsonObject Manifest::toJson() const
{
    QJsonArray fileList, extensionList, tableList;
    for (const ManifestFile &file : files)
        fileList += QJsonObject{{QStringLiteral("path"), file.path},
                                {QStringLiteral("bytes"), file.bytes},
                                {QStringLiteral("sha256"), file.sha256}};
    for (const ManifestExtension &extension : extensions)
        extensionList += QJsonObject{{QStringLiteral("name"), extension.name},
                                     {QStringLiteral("version"), extension.version}};
    for (const ManifestTable &table : tables)
        tableList += QJsonObject{{QStringLiteral("name"), table.name},
                                 {QStringLiteral("rows"), table.rows},
                                 {QStringLiteral("bytes"), table.bytes}};
    return {{QStringLiteral("format"), kFormat},
            {QStringLiteral("name"), name},
            {QStringLiteral("made"), timeText(made)},
            {QStringLiteral("origin"), automatic ? kAutomatic : QStringLiteral("manual")},
            {QStringLiteral("operation"), operation},
            {QStringLiteral("run"), run},
            {QStringLiteral("stage"), stage},
            {QStringLiteral("workspace"), workspace},
            {QStringLiteral("host"), host},
            {QStringLiteral("database"), database},
            {QStringLiteral("fingerprint"), fingerprint},
            {QStringLiteral("server_version"), serverVersion},
            {QStringLiteral("encoding"), encoding},
            {QStringLiteral("collation"), collation},
            {QStringLiteral("locale_provider"), localeProvider},
            {QStringLiteral("pg_dump_version"), dumpVersion},
            {QStringLiteral("form"), toWord(form)},
            {QStringLiteral("compression"), toWord(compression)},
            {QStringLiteral("jobs"), jobs},
            {QStringLiteral("bytes"), bytes},
            {QStringLiteral("files"), fileList},
            {QStringLiteral("extensions"), extensionList},
            {QStringLiteral("schema_sha256"), schemaSha256},
            {QStringLiteral("tables"), tableList},
            {QStringLiteral("sequences"), sequences},
            {QStringLiteral("large_objects"), largeObjects},
            {QStringLiteral("verification"),
             QJsonObject{{QStringLiteral("state"), toWord(verification)},
                         {QStringLiteral("at"), timeText(verifiedAt)}}}};
}

Manifest Manifest::fromJson(const QJsonObject &json)
{
    const auto text = [&json](const char *key) {
        return json.value(QLatin1String(key)).toString();
    };
    const int format = json.value(QStringLiteral("format")).toInt();
    if (format != kFormat)
        throw Error(format > kFormat ? tr("The manifest is of a later version of Arborist.")
                                     : tr("It is not the manifest of a backup."));
    Manifest manifest;
    manifest.name = text("name");
    manifest.made = timeOf(json.value(QStringLiteral("made")));
    manifest.automatic = text("origin") == kAutomatic;
    manifest.operation = text("operation");
    manifest.run = text("run");
    manifest.stage = text("stage");
    manifest.workspace = text("workspace");
    manifest.host = text("host");
    manifest.database = text("database");
    manifest.fingerprint = text("fingerprint");
    manifest.serverVersion = text("server_version");
    manifest.encoding = text("encoding");
    manifest.collation = text("collation");
    manifest.localeProvider = text("locale_provider");
    manifest.dumpVersion = text("pg_dump_version");
    manifest.form = Form(indexOf(kForms, text("form")));
    manifest.compression = Compression(indexOf(kCompressions, text("compression")));
    manifest.jobs = json.value(QStringLiteral("jobs")).toInt(1);
    manifest.bytes = json.value(QStringLiteral("bytes")).toInteger();
    for (const QJsonValue &value : json.value(QStringLiteral("files")).toArray())
        manifest.files.push_back({value[QStringLiteral("path")].toString(),
                                  value[QStringLiteral("bytes")].toInteger(),
                                  value[QStringLiteral("sha256")].toString()});
    for (const QJsonValue &value : json.value(QStringLiteral("extensions")).toArray())
        manifest.extensions.push_back({value[QStringLiteral("name")].toString(),
                                       value[QStringLiteral("version")].toString()});
    manifest.schemaSha256 = text("schema_sha256");
    for (const QJsonValue &value : json.value(QStringLiteral("tables")).toArray())
        manifest.tables.push_back({value[QStringLiteral("name")].toString(),
                                   value[QStringLiteral("rows")].toInteger(),
                                   value[QStringLiteral("bytes")].toInteger()});
    manifest.sequences = json.value(QStringLiteral("sequences")).toInteger();
    manifest.largeObjects = json.value(QStringLiteral("large_objects")).toInteger();
    const QJsonObject verified = json.value(QStringLiteral("verification")).toObject();
    manifest.verification = Verification(indexOf(
        kVerifications, verified.value(QStringLiteral("state")).toString(QStringLiteral("none"))));
    manifest.verifiedAt = timeOf(verified.value(QStringLiteral("at")));
    return manifest;
}

QString Manifest::fileOf(const QString &dump)
{
    return dump + QStringLiteral(".manifest.json");
}

std::optional<Manifest> Manifest::read(const QString &dump)
{
    const QString path = fileOf(dump);
    QFile file(path);
    if (!file.exists())
        return std::nullopt;
    const auto damaged = [&path](const QString &reason) {
        return Error(tr("%1 cannot be read: %2").arg(path, reason),
                     tr("Without it the backup can still be restored, as one that nothing is known "
                        "of: move the manifest away."))
            .setWhere(path);
    };
    if (!file.open(QIODevice::ReadOnly))
        throw damaged(file.errorString());
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (!document.isObject())
        throw damaged(error.error == QJsonParseError::NoError ? tr("it holds no object")
                                                              : error.errorString());
    try {
        const Manifest manifest = fromJson(document.object());
        QJsonObject content = document.object();
        const QString sum = content.take(kOwnSum).toString();
        if (sum != sumOf(content))
            throw Error(tr("It is not as it was written."));
        return manifest;
    } catch (const Error &reason) {
        throw damaged(reason.message());
    }
}

void Manifest::write(const QString &dump) const
{
    const QString path = fileOf(dump);
    QJsonObject content = toJson();
    content.insert(kOwnSum, sumOf(content));
    QSaveFile file(path);
    const bool done = file.open(QIODevice::WriteOnly) &&
                      file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) &&
                      file.write(QJsonDocument(content).toJson()) >= 0 && commitWhole(file);
    if (!done)
        throw Error(tr("%1 cannot be written: %2.").arg(path, file.errorString()),
                    tr("Check the permissions of %1 and the space on its disk.")
                        .arg(QFileInfo(path).path()))
            .setWhere(path);
}

} // namespace arborist::backup
