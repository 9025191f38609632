// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/fingerprint_verdict.h"

namespace arborist::stages {

class Workspace;

/// Throws a refusing Error where the database that the stage leads to may not become its own: it is
/// that of a protected stage, or the server does not tell which one it is.
void checkAcceptable(const Workspace &workspace, const Stage &stage, const StageCheck &check,
                     const FingerprintStore &store);

/// Puts the database that the check found on record as the stage's own, in place of what was there:
/// on this machine and, for a protected stage of a project, in its arborist.lock. Records of stages
/// that are gone and had that database go. Returns what became of it, as a sentence. Throws Error,
/// refused as above.
QString acceptDatabase(const Workspace &workspace, const Stage &stage, const StageCheck &check,
                       FingerprintStore &store);

} // namespace arborist::stages
