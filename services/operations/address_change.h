// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/plan.h"
#include "services/stages/address_reference.h"
#include "services/stages/file_change.h"
#include "services/stages/workspace.h"

namespace arborist::operations {

/// Where an address is written: a variable of a .env file, or variables of one family.
struct AddressPlace {
    stages::AddressReference reference; ///< a Variable or a Family, its file named
    QString variable() const;           ///< "DB_CONNECTION_STRING", "DB_*"
    QString file() const { return reference.file; }
};

/// What the reference is read from. Throws Error with a hint where that is no variable of a file,
/// or one that a variable of this process hides.
AddressPlace placeOf(const stages::Workspace &workspace, const QString &stage,
                     const stages::AddressReference &reference);

/// How the address gets there.
struct AddressChange {
    stages::FileChange file;
    QString shown; ///< the assignments, a line each, without passwords
};

/// `address` with its password. Throws Error that names file and line where it cannot be written.
AddressChange addressChange(const stages::Workspace &workspace, const AddressPlace &place,
                            const QString &address);

} // namespace arborist::operations
