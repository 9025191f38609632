// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <vector>

namespace arborist::stages {
class Workspace;
}

namespace arborist::query {

/// A query that a workspace keeps: a line of [queries] in its arborist.toml.
struct SavedQuery {
    QString name;
    QString file; ///< absolute
    QString sql;
    QString description;    ///< the comment at the top of the file; may be empty
    QString problem;        ///< why the file cannot be read; empty if it can
    QStringList parameters; ///< names of the :name in it, in the order of the text
};

/// Reads the files; one that cannot be read has a `problem`.
std::vector<SavedQuery> savedQueries(const stages::Workspace &workspace);

} // namespace arborist::query
