// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/transfer/archive.h"

#include "services/core/error.h"
#include "services/data/transfer/damaged_archive.h"
#include "services/data/transfer/durable_file.h"
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <algorithm>
#include <numeric>

namespace arborist::data {

namespace {

constexpr int kFormat = 1;
const QString kManifest = QStringLiteral("manifest.json");
const QString kSums = QStringLiteral("SHA256SUMS");

QString tr(const char *text)
{
    return QCoreApplication::translate("Archive", text);
}

QJsonObject toJson(const DataColumn &column)
{
    return {{QStringLiteral("name"), column.name},
            {QStringLiteral("type"), column.type},
            {QStringLiteral("base"), column.base},
            {QStringLiteral("receive"), column.receive},
            {QStringLiteral("required"), column.isRequired},
            {QStringLiteral("identity"), column.identity.isNull() ? QString() : column.identity}};
}

DataColumn columnFrom(const QJsonObject &json)
{
    DataColumn column;
    column.name = json[QStringLiteral("name")].toString();
    column.type = json[QStringLiteral("type")].toString();
    column.base = json[QStringLiteral("base")].toString();
    column.receive = json[QStringLiteral("receive")].toString();
    column.isRequired = json[QStringLiteral("required")].toBool();
    const QString identity = json[QStringLiteral("identity")].toString();
    column.identity = identity.isEmpty() ? QChar() : identity[0];
    return column;
}

QJsonObject toJson(const ArchiveTable &table)
{
    QJsonArray columns;
    for (const DataColumn &column : table.columns)
        columns += toJson(column);
    QJsonArray files;
    for (const ArchiveFile &file : table.files)
        files += QJsonObject{{QStringLiteral("path"), file.path},
                             {QStringLiteral("bytes"), file.bytes},
                             {QStringLiteral("raw_bytes"), file.rawBytes},
                             {QStringLiteral("rows"), file.rows},
                             {QStringLiteral("sha256"), QString::fromLatin1(file.sha256)}};
    return {{QStringLiteral("schema"), table.schema},      {QStringLiteral("name"), table.name},
            {QStringLiteral("copy"), toKey(table.format)}, {QStringLiteral("rows"), table.rows()},
            {QStringLiteral("columns"), columns},          {QStringLiteral("files"), files}};
}

ArchiveTable tableFrom(const QJsonObject &json)
{
    ArchiveTable table;
    table.schema = json[QStringLiteral("schema")].toString();
    table.name = json[QStringLiteral("name")].toString();
    table.format =
        json[QStringLiteral("copy")].toString() == u"csv" ? CopyFormat::Csv : CopyFormat::Binary;
    const QJsonArray columns = json[QStringLiteral("columns")].toArray();
    for (const QJsonValue &column : columns)
        table.columns.push_back(columnFrom(column.toObject()));
    const QJsonArray files = json[QStringLiteral("files")].toArray();
    for (const QJsonValue &value : files) {
        const QJsonObject file = value.toObject();
        table.files.push_back({file[QStringLiteral("path")].toString(),
                               file[QStringLiteral("bytes")].toInteger(),
                               file[QStringLiteral("raw_bytes")].toInteger(),
                               file[QStringLiteral("rows")].toInteger(),
                               file[QStringLiteral("sha256")].toString().toLatin1()});
    }
    return table;
}

QJsonObject toJson(const ArchiveSequence &sequence)
{
    return {{QStringLiteral("schema"), sequence.schema},
            {QStringLiteral("name"), sequence.name},
            // As text: JSON's numbers end at 2^53.
            {QStringLiteral("last"), QString::number(sequence.last)},
            {QStringLiteral("called"), sequence.isCalled},
            {QStringLiteral("table_schema"), sequence.tableSchema},
            {QStringLiteral("table"), sequence.table},
            {QStringLiteral("column"), sequence.column}};
}

ArchiveSequence sequenceFrom(const QJsonObject &json)
{
    return {json[QStringLiteral("schema")].toString(),
            json[QStringLiteral("name")].toString(),
            json[QStringLiteral("last")].toString().toLongLong(),
            json[QStringLiteral("called")].toBool(),
            json[QStringLiteral("table_schema")].toString(),
            json[QStringLiteral("table")].toString(),
            json[QStringLiteral("column")].toString()};
}

QByteArray hashOf(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

QByteArray sumsOf(const Archive &archive, const QByteArray &manifest)
{
    QByteArray sums = hashOf(manifest) + "  " + kManifest.toUtf8() + '\n';
    for (const ArchiveTable &table : archive.tables) {
        for (const ArchiveFile &file : table.files)
            sums += file.sha256 + "  " + file.path.toUtf8() + '\n';
    }
    return sums;
}

QByteArray readAll(const QString &path, const QString &folder)
{
    constexpr qint64 kMost = 256 << 20;
    QFile file(path);
    if (!QFile::exists(path))
        throw Error(tr("%1 is no export: it has no %2.").arg(folder, QFileInfo(path).fileName()),
                    tr("Name the folder that arboristctl export has written."))
            .setWhere(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > kMost)
        throw Error(tr("%1 cannot be read: %2.").arg(path, file.errorString())).setWhere(path);
    return file.readAll();
}

template <typename Part, typename Of> qint64 sum(const std::vector<Part> &parts, Of of)
{
    return std::accumulate(parts.begin(), parts.end(), qint64(0),
                           [&](qint64 so, const Part &part) { return so + std::invoke(of, part); });
}

} // namespace

QString toKey(CopyFormat format)
{
    return format == CopyFormat::Csv ? QStringLiteral("csv") : QStringLiteral("binary");
}

qint64 ArchiveTable::rows() const
{
    return sum(files, &ArchiveFile::rows);
}

qint64 ArchiveTable::bytes() const
{
    return sum(files, &ArchiveFile::bytes);
}

qint64 ArchiveTable::rawBytes() const
{
    return sum(files, &ArchiveFile::rawBytes);
}

qint64 Archive::rows() const
{
    return sum(tables, &ArchiveTable::rows);
}

qint64 Archive::bytes() const
{
    return sum(tables, &ArchiveTable::bytes);
}

qint64 Archive::rawBytes() const
{
    return sum(tables, &ArchiveTable::rawBytes);
}

const ArchiveTable *Archive::table(const QString &schema, const QString &name) const
{
    const auto found = std::ranges::find_if(tables, [&](const ArchiveTable &table) {
        return table.name == name && table.schema == schema;
    });
    return found == tables.end() ? nullptr : &*found;
}

void Archive::write() const
{
    QJsonArray all;
    for (const ArchiveTable &table : tables)
        all += toJson(table);
    QJsonArray values;
    for (const ArchiveSequence &sequence : sequences)
        values += toJson(sequence);
    const QByteArray manifest =
        QJsonDocument(QJsonObject{{QStringLiteral("format"), kFormat},
                                  {QStringLiteral("kind"), QStringLiteral("arborist export")},
                                  {QStringLiteral("made"), made.toUTC().toString(Qt::ISODate)},
                                  {QStringLiteral("stage"), stage},
                                  {QStringLiteral("database"), database},
                                  {QStringLiteral("fingerprint"), fingerprint},
                                  {QStringLiteral("server_version"), serverVersion},
                                  {QStringLiteral("encoding"), encoding},
                                  {QStringLiteral("tables"), all},
                                  {QStringLiteral("sequences"), values}})
            .toJson();
    for (const auto &[name, bytes] :
         {std::pair{kSums, sumsOf(*this, manifest)}, std::pair{kManifest, manifest}}) {
        DurableFile file(folder + u'/' + name);
        file.write({bytes.constData(), size_t(bytes.size())});
        file.close();
    }
    syncFolder(folder);
}

Archive Archive::read(const QString &folder)
{
    const QString place = QDir(folder).absoluteFilePath(kManifest);
    const QByteArray bytes = readAll(place, folder);
    const QByteArray sums = readAll(QDir(folder).absoluteFilePath(kSums), folder);
    if (!sums.startsWith(hashOf(bytes) + ' '))
        throw damagedArchive(place, tr("is not as it was written"));
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    if (json[QStringLiteral("kind")].toString() != u"arborist export")
        throw damagedArchive(place, tr("is no list of tables"));
    if (json[QStringLiteral("format")].toInt() > kFormat)
        throw Error(tr("%1 was written by a newer version.").arg(folder),
                    tr("Update this program."))
            .setWhere(place);
    Archive archive;
    archive.folder = QDir(folder).absolutePath();
    archive.sha256 = hashOf(bytes);
    archive.made = QDateTime::fromString(json[QStringLiteral("made")].toString(), Qt::ISODate);
    archive.stage = json[QStringLiteral("stage")].toString();
    archive.database = json[QStringLiteral("database")].toString();
    archive.fingerprint = json[QStringLiteral("fingerprint")].toString();
    archive.serverVersion = json[QStringLiteral("server_version")].toString();
    archive.encoding = json[QStringLiteral("encoding")].toString();
    const QJsonArray all = json[QStringLiteral("tables")].toArray();
    for (const QJsonValue &table : all)
        archive.tables.push_back(tableFrom(table.toObject()));
    const QJsonArray sequences = json[QStringLiteral("sequences")].toArray();
    for (const QJsonValue &sequence : sequences)
        archive.sequences.push_back(sequenceFrom(sequence.toObject()));
    for (const ArchiveTable &table : archive.tables) {
        for (const ArchiveFile &file : table.files) {
            if (file.path.contains(u'/') || file.path.startsWith(u'.'))
                throw damagedArchive(place, tr("names a file outside of the folder"));
        }
    }
    if (sums != sumsOf(archive, bytes))
        throw damagedArchive(folder + u'/' + kSums, tr("is not as it was written"));
    return archive;
}

} // namespace arborist::data
