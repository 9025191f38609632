// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloud/aws/profile_files.h"

namespace arborist::cloud::aws {

/// As whom and where AWS is to be asked, as far as the user says so; what is empty is found out.
struct Account {
    QString profile;
    QString region;

    bool operator==(const Account &) const = default;
};

/// The same filled in from environment and files.
struct Settings {
    QString profile;          ///< the account's, AWS_DEFAULT_PROFILE, AWS_PROFILE, "default"
    bool profileGiven = true; ///< by the account or a variable
    bool profileOfAccount = true;
    QString region; ///< the account's, AWS_REGION, AWS_DEFAULT_REGION, the profile's; may be empty
    ProfileFiles files;

    /// Reads the files; throws Error.
    static Settings read(const Account &account);
};

} // namespace arborist::cloud::aws
