// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/choose_mappings.h"

#include "app/cli/cli_text.h"
#include "app/cli/session.h"
#include "services/core/error.h"
#include "services/hierarchy/discovery.h"
#include "services/stages/fingerprint_store.h"

namespace arborist::cli {

using hierarchy::Mapping;

std::vector<Mapping> chooseMappings(Session &session, postgres::Connection &connection,
                                    const QString &table, const QString &organization)
{
    std::vector<Mapping> all = hierarchy::findHierarchies(
        connection, session.workspace().hierarchies(), stages::recordKey(session.workspace()));
    if (all.empty()) {
        throw Error(
            CliText::tr("No item hierarchy was found in %1.").arg(connection.info().database()),
            CliText::tr("Tables with a foreign key to themselves, or with id and parent_id, are "
                        "found by themselves. Others: [[hierarchy]] in arborist.toml"));
    }
    std::vector<Mapping> chosen;
    QStringList names;
    for (Mapping &mapping : all) {
        names << mapping.qualifiedName();
        const bool named =
            table.isEmpty() || mapping.qualifiedName() == table || mapping.table == table;
        // Of several, those without organizations are left out; a single one explains itself.
        const bool fits = organization.isEmpty() || !mapping.organization.isEmpty() ||
                          !table.isEmpty() || all.size() == 1;
        if (named && fits)
            chosen.push_back(std::move(mapping));
    }
    if (!chosen.empty())
        return chosen;
    if (table.isEmpty())
        throw Error::usage(CliText::tr("No hierarchy here has an organization column."),
                           CliText::tr("Leave out -o."));
    throw Error::usage(CliText::tr("There is no hierarchy in “%1”.").arg(table),
                       CliText::tr("Hierarchies: %1.").arg(names.join(QStringLiteral(", "))));
}

Mapping chooseMapping(Session &session, postgres::Connection &connection, const QString &table,
                      const QString &organization)
{
    std::vector<Mapping> chosen = chooseMappings(session, connection, table, organization);
    if (chosen.size() == 1)
        return std::move(chosen.front());
    QStringList names;
    for (const Mapping &mapping : chosen)
        names << mapping.qualifiedName();
    throw Error::usage(
        CliText::tr("There are several hierarchies."),
        CliText::tr("Name one with --hierarchy: %1").arg(names.join(QStringLiteral(", "))));
}

} // namespace arborist::cli
