// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <stop_token>

namespace arborist::stages {

/// The text of this entry of the session's keychain (Secret Service or KWallet), which asks for
/// its password by itself where it is locked. Waits on the calling thread, not the GUI's. Throws
/// Error::cancelled(), or Error with what to do: no D-Bus session, no keychain, locked, no entry.
QString keychainText(const QString &name, const std::stop_token &stop);

/// Puts this text there, in place of what was; the same waiting, the same errors.
void storeInKeychain(const QString &name, const QString &text, const std::stop_token &stop);

/// Takes the entry out; throws Error where there is none.
void removeFromKeychain(const QString &name, const std::stop_token &stop);

} // namespace arborist::stages
