// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/catalog.h"
#include "services/hierarchy/item_table.h"
#include "services/hierarchy/mapping.h"
#include <QString>
#include <vector>

namespace arborist::hierarchy {

/// What the reader does with a field of a row.
enum class Role : quint8 {
    Id,
    Parent,
    Organization,
    Status,
    Archived,
    Deleted,
    Manual,
    StartAfterEnd,
    Path,
    Label,
    Value
};

struct SelectedColumn {
    Role role = Role::Value;
    QString name;               ///< in the table
    QString expression;         ///< as selected
    quint32 oid = 0;            ///< of the expression
    Field field = Field::Depth; ///< for Role::Value
    FieldType type;
    bool isBoolean = false; ///< flags: the value itself; else NULL or not
};

/// Which columns a scan reads, in order, and how. The same list makes the statement and reads it.
struct ScanQuery {
    std::vector<SelectedColumn> columns;
    IdType idType = IdType::Integer;
    IdType organizationType = IdType::Text;
    bool hasOrganization = false;
    QString organizationCast; ///< the column's own type, to which the bound text is cast

    /// COPY (SELECT ...) TO STDOUT (FORMAT binary); with `oneOrganization`, limited to the setting
    /// arborist.organization, so that the value is bound and never spliced.
    QString statement(const Mapping &mapping, bool oneOrganization) const;
};

/// Checks the mapping against the table and chooses expressions; throws Error that names the
/// column, its type and what to do.
ScanQuery makeScanQuery(const Mapping &mapping, const TableShape &table);

} // namespace arborist::hierarchy
