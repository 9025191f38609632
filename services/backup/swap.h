// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <optional>
#include <stop_token>

namespace arborist::postgres {
class Connection;
}

namespace arborist::backup {

/// Two databases of one server that take turns under one name. A run notes it (Kept "database")
/// before it makes anything, so that whoever finds the run cut off knows what to look for.
struct Swap {
    QString name;       ///< that programs connect to; in the note: "as"
    QString aside;      ///< what the one in use is called from then on; in the note: "name"
    QString made;       ///< what the one to come is called until then
    quint32 oid = 0;    ///< of the one in use
    quint32 newOid = 0; ///< of the one to come; 0: not made yet
    QString run;        ///< that swaps; not in the note, which is its own
    bool isNew = true;  ///< the run makes the one to come, so that it goes where the run fails
    std::optional<QString> comment;    ///< of the one in use
    std::optional<QString> newComment; ///< of the one to come, once it is in use

    QJsonObject toJson() const;
    static Swap fromJson(const QJsonObject &json);
};

/// Renames both in one transaction, and ends all other sessions of both meanwhile: nobody gets in
/// until it is done, and then into the new one. `maintenance` is connected to neither. Tries for a
/// while, then throws Error, and nothing has changed; Error::cancelled() the same.
void swapDatabases(postgres::Connection &maintenance, const Swap &swap,
                   const std::stop_token &stop);

/// Drops it with its sessions. Nothing where there is none of that name and number (0: any).
/// Throws Error.
void dropDatabase(postgres::Connection &maintenance, const QString &name, quint32 oid);

/// The comment by which a database is known that a run is making: "Arborist: being restored by run
/// ID".
QString markOf(const QString &run);
/// And one that it has put aside: "Arborist: put aside by run ID".
QString asideMark(const QString &run);

} // namespace arborist::backup
