// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace arborist::postgres {

/// Context of the translations of all that concerns the embedded server: ServerText::tr("...").
class ServerText
{
    Q_DECLARE_TR_FUNCTIONS(ServerText)
};

} // namespace arborist::postgres
