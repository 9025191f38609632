// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <optional>

namespace arborist::postgres {
class Connection;
}

namespace arborist::backup {

/// What a database was made with, as its server tells it.
struct DatabaseTraits {
    QString name;
    quint32 oid = 0;
    QString owner, encoding, collate, ctype;
    QString provider;      ///< "c" libc, "i" ICU, "b" builtin; empty before version 15
    QString locale, rules; ///< of ICU or builtin; mostly empty
    QString tablespace;
    std::optional<QString> comment;
};

/// nullopt where there is no such database. Throws Error.
std::optional<DatabaseTraits> readTraits(postgres::Connection &connection, const QString &name);

/// Makes an empty database like that one but for its name, without a connection to it. Throws
/// Error.
void createTwin(postgres::Connection &connection, const DatabaseTraits &traits,
                const QString &name);

/// Gives the twin settings (of its roles, too), privileges, labels and the limit of connections
/// that `database` has by now. What this role may not set is left out and returned, a sentence
/// each; throws Error for anything else.
QStringList equipTwin(postgres::Connection &connection, const QString &database,
                      const QString &twin);

/// nullopt takes the comment away. Throws Error.
void setComment(postgres::Connection &connection, const QString &database,
                const std::optional<QString> &comment);

/// A name of at most 63 bytes: the first one cut, where that has to be, at a letter.
QString databaseName(const QString &name, const QString &ending);
/// Under which the run puts the database aside: "acme_before_20261121_064512_3f2a" for the run
/// "20261121-064512-3f2a". Two runs within a second get two names.
QString asideName(const QString &name, const QString &run);

/// As a literal of SQL, whatever standard_conforming_strings says.
QString quoteLiteral(QString text);

} // namespace arborist::backup
