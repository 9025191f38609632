// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/workspace.h"
#include <stop_token>

namespace arborist {

/// An address that is to be tried before it is written anywhere.
struct StageTest {
    stages::Stage stage; ///< as it is in the workspace; without a name: a new one
    QString name;
    QString reference; ///< where the address is to come from
    QString address;   ///< typed, without password; empty: what the reference leads to
    QString password;
    QStringList addresses;
    QString sshHost;
};

struct StageTestResult {
    bool fine = false; ///< it answers, and nothing speaks against its identity
    QString title;     ///< "tracker_local at localhost:5432, PostgreSQL 15.20"
    QString sentence;  ///< what its fingerprint says
};

/// Connects, asks, and compares with the records; writes none. Throws Error with a hint. For a
/// job's thread.
StageTestResult testConnection(const stages::Workspace &workspace, const StageTest &test,
                               const std::stop_token &stop);

} // namespace arborist
