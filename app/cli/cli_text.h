// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace arborist::cli {

/// Context of the command line's translations: CliText::tr("...").
class CliText
{
    Q_DECLARE_TR_FUNCTIONS(CliText)
};

} // namespace arborist::cli
