// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace arborist::data {

/// An account of the application that a seed declares, for people to log in with. Shown, never
/// written to log or history.
struct TestAccount {
    QString login;
    QString password;
    QString role; ///< "admin"; may be empty
    bool operator==(const TestAccount &) const = default;
};

} // namespace arborist::data
