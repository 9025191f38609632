// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/common/sql_words.h"

#include <QStringList>

namespace arborist::sql_words {

const QSet<QString> &keywords()
{
    static const QSet<QString> words = [] {
        const QString all = QStringLiteral(
            "add after all alter analyze and any array as asc before begin by cascade case check "
            "commit conflict constraint copy create cross current default delete desc distinct do "
            "drop each else end except execute exists false following for foreign format from full "
            "function grant group having if in index inner insert instead into is isolation join "
            "key lateral left level like limit local lock materialized mode not nothing null "
            "nulls of offset on only or order outer over partition primary procedure read "
            "recursive references repeatable replace restrict returning revoke right rollback row "
            "rows savepoint select set share stdin stdout table temp temporary then to transaction "
            "trigger true truncate union unique update using values view when where with write");
        const QStringList list = all.split(u' ');
        return QSet<QString>(list.begin(), list.end());
    }();
    return words;
}

const QSet<QString> &types()
{
    static const QSet<QString> words = [] {
        const QString all = QStringLiteral(
            "bigint bigserial boolean bytea char date double integer interval json jsonb numeric "
            "precision real serial smallint text time timestamp timestamptz uuid varchar xid xid8");
        const QStringList list = all.split(u' ');
        return QSet<QString>(list.begin(), list.end());
    }();
    return words;
}

} // namespace arborist::sql_words
