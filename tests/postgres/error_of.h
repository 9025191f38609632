// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"

/// The Error that a call throws; one without SQLSTATE and hint if it throws none.
template <typename Call> arborist::Error errorOf(Call call)
{
    try {
        call();
    } catch (const arborist::Error &error) {
        return error;
    }
    return arborist::Error(QStringLiteral("no error"));
}
