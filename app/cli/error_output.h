// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include <QJsonObject>

namespace arborist::cli {

/// {"message","sqlstate","where","hint"} and, where known, "detail".
QJsonObject errorToJson(const Error &error);
/// Several lines for people: message, place, details, hint.
QString errorToText(const Error &error);

} // namespace arborist::cli
