// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/data/tables/data_table.h"
#include <QByteArray>
#include <vector>

namespace arborist::data {

/// Formats of COPY (PostgreSQL manual, COPY, "File Formats").
enum class CopyFormat { Binary, Csv };
QString toKey(CopyFormat format);

/// One zstd file with one COPY stream: `zstd -dc FILE | psql -c 'COPY ... FROM STDIN ...'` reads
/// it.
struct ArchiveFile {
    QString path; ///< from the archive's folder
    qint64 bytes = 0;
    qint64 rawBytes = 0; ///< of the COPY stream
    qint64 rows = 0;
    QByteArray sha256; ///< of the file, in hexadecimal
};

struct ArchiveTable {
    QString schema;
    QString name;
    /// CSV where the binary form of a column means nothing in another database.
    CopyFormat format = CopyFormat::Binary;
    std::vector<DataColumn> columns; ///< those in the files, in their order
    std::vector<ArchiveFile> files;  ///< none where there are no rows

    QString title() const { return schema + u'.' + name; }
    qint64 rows() const;
    qint64 bytes() const;
    qint64 rawBytes() const;
};

struct ArchiveSequence {
    QString schema;
    QString name;
    qint64 last = 0;
    bool isCalled = false; ///< `last` was given out
    /// The column that it belongs to (serial, identity); empty for one of its own.
    QString tableSchema, table, column;
};

/// A folder that holds tables as of one moment: manifest.json, SHA256SUMS (as sha256sum -c reads
/// it) and the files of the tables. All with permissions 0600: it is personal data.
struct Archive {
    QString folder;
    QDateTime made;
    QString stage;
    QString database;
    QString fingerprint;
    QString serverVersion;
    QString encoding;  ///< of the database
    QByteArray sha256; ///< of the manifest, once read: which archive it is
    std::vector<ArchiveTable> tables;
    std::vector<ArchiveSequence> sequences;

    qint64 rows() const;
    qint64 bytes() const;
    qint64 rawBytes() const;
    const ArchiveTable *table(const QString &schema, const QString &name) const;

    /// Reads and checks the manifest, not the files of the tables. Throws Error: no archive, a
    /// damaged one, one of a newer version of this program.
    static Archive read(const QString &folder);
    /// Writes manifest and sums, durably. Throws Error.
    void write() const;
    /// Throws Error where a file is missing or of another size.
    void checkSizes() const;
    /// Reads every file and compares size and SHA-256. Throws Error that names the first file that
    /// is not as it was written.
    void verify(OperationContext &context) const;
};

} // namespace arborist::data
