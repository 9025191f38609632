// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

namespace arborist::backup {

enum class Form { Custom, Directory, Plain };
enum class Compression { None, Gzip, Zstd };

/// How sure it is that a backup can be restored.
enum class Verification {
    None,
    Listed,   ///< its bytes are those that were written, and pg_restore reads its contents
    Restored, ///< it was restored, and every table had its rows
};

/// A file of the backup; the one of a single-file form has the name of the backup itself.
struct ManifestFile {
    QString path; ///< from the folder of the backup (directory form: from the backup itself)
    qint64 bytes = 0;
    QString sha256; ///< hexadecimal
    bool operator==(const ManifestFile &) const = default;
};

struct ManifestTable {
    QString name; ///< "public.items", quoted where SQL wants it
    qint64 rows = 0;
    qint64 bytes = 0; ///< on the server, with indexes and TOAST
    bool operator==(const ManifestTable &) const = default;
};

struct ManifestExtension {
    QString name, version;
    bool operator==(const ManifestExtension &) const = default;
};

/// What is known of a backup, in a JSON file beside it: <dump file or folder>.manifest.json (0600).
/// Holds no secret.
struct Manifest {
    QString name; ///< of the dump's file or folder
    QDateTime made;
    bool automatic = false;
    QString operation; ///< before which it was made: "migrate"; empty for one that was asked for
    QString run;       ///< of the history; empty where none is known
    QString stage, workspace, host, database, fingerprint;
    QString serverVersion; ///< "15.20"
    QString encoding, collation, localeProvider;
    QString dumpVersion; ///< of pg_dump
    Form form = Form::Custom;
    Compression compression = Compression::Gzip;
    int jobs = 1;
    qint64 bytes = 0; ///< of all files
    std::vector<ManifestFile> files;
    std::vector<ManifestExtension> extensions;
    QString schemaSha256;
    std::vector<ManifestTable> tables; ///< those that hold rows themselves, counted under the
                                       ///< snapshot of the dump
    qint64 sequences = 0;
    qint64 largeObjects = 0;
    Verification verification = Verification::None;
    QDateTime verifiedAt;

    qint64 rows() const; ///< of all tables
    QJsonObject toJson() const;
    /// Throws Error for what is not a manifest, or one of a later version.
    static Manifest fromJson(const QJsonObject &json);

    /// "<dump>.manifest.json".
    static QString fileOf(const QString &dump);
    /// nullopt where there is none: somebody else's dump. Throws Error for a damaged one.
    static std::optional<Manifest> read(const QString &dump);
    /// As a whole or not at all, durably. Throws Error.
    void write(const QString &dump) const;

    bool operator==(const Manifest &) const = default;
};

/// The words of the JSON: "custom", "zstd", "listed".
QString toWord(Form form);
QString toWord(Compression compression);
QString toWord(Verification verification);

} // namespace arborist::backup
