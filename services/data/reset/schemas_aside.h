// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::data {

/// A schema whose content was put aside.
struct AsideSchema {
    QString schema; ///< where it was
    QString aside;  ///< where it is
    /// The schema itself was renamed. Else its content was moved, and it stayed as it was, with
    /// owner, privileges and the members of extensions.
    bool isRenamed = false;
    std::optional<QString> comment; ///< of one that was renamed
};

/// How a run marks what it puts aside, in the comments of the schemas.
enum class AsideMark {
    Replacing, ///< until the run is through: whoever finds it puts all of it back
    Kept,      ///< what is in use instead is complete
};

/// Content of a database's schemas that is put aside within the database, since no other database
/// can be made: noted (Kept "schemas") before anything is moved. Everything here works within the
/// connection's transaction, and throws Error.
struct SchemasAside {
    QString run;
    std::vector<AsideSchema> list;
    QStringList schemas;    ///< that there were, of the application
    QStringList extensions; ///< that there were

    /// All schemas of the application as they are now. `renamed`: those that have to go as a whole.
    static SchemasAside of(postgres::Connection &connection, const QString &run,
                           const QStringList &renamed);
    QJsonObject toJson() const;
    static SchemasAside fromJson(const QJsonObject &json);

    /// Why this role cannot put it aside; empty where it can.
    QString whyNot(postgres::Connection &connection) const;

    void putAside(postgres::Connection &connection, AsideMark mark) const;
    void setMark(postgres::Connection &connection, AsideMark mark) const;
    /// nullopt: nothing of it is there.
    std::optional<AsideMark> mark(postgres::Connection &connection) const;
    /// Puts it back into schemas that hold nothing.
    void bringBack(postgres::Connection &connection) const;
    /// Drops what is in its place: all of the application, and extensions that came since.
    void dropReplacement(postgres::Connection &connection) const;
};

/// The comment by which such a schema is known.
QString markText(AsideMark mark, const QString &run);

} // namespace arborist::data
