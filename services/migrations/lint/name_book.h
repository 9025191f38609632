// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/lint/made_names.h"
#include <QByteArray>
#include <QStringList>
#include <optional>

namespace arborist::migrations {

/// What PostgreSQL keeps of a name.
inline constexpr qsizetype kMaxNameBytes = 63;

/// Names of a statement's text that have more than PostgreSQL keeps, or exactly as much, whole.
QStringList fullNames(const QString &text);
/// As PostgreSQL cuts it: never within a character.
QString cutName(const QString &name);

/// A name that a statement gives and that another one, cut as well, has already.
struct NameClash {
    NameSpace space;
    QString name;    ///< whole
    QString other;   ///< whole; empty where the stage has it, cut
    QString otherIn; ///< the migration that gives it
    bool isLenient = false;
};

/// The names that migrations give, one after the other, as far as they are long enough to be cut:
/// across files, whether they run together or not, since all of them come to the same database.
class NameBook
{
public:
    /// What is there before them: space and cut name.
    void setTaken(QHash<NameSpace, QStringList> taken) { m_taken = std::move(taken); }

    /// A statement has been passed: what it gives twice.
    std::vector<NameClash> pass(const postgres::SqlNode &statement, const QString &text,
                                const QString &migration);

private:
    struct Giver {
        QString name; ///< whole
        QString migration;
    };
    std::optional<NameClash> make(const MadeName &made, const QString &full,
                                  const QString &migration);
    void forget(const MadeName &gone);

    QHash<NameSpace, QHash<QString, Giver>> m_given; ///< by their cut names
    QHash<NameSpace, QStringList> m_taken;
};

} // namespace arborist::migrations
