// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace arborist::migrations {

/// What the readers of files, ledgers and states say.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(Migrations)
};

} // namespace arborist::migrations
