// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/operations/operations_fixture.h"
#include <QProcess>

namespace arborist::testing {

struct Ended {
    int code = -1; ///< -1: killed
    QByteArray said;
};

/// A project with a database that arboristctl works on until it is killed, and an independent look
/// at what that left: at rows, databases, files, processes.
class KilledShop
{
public:
    KilledShop();

    /// The database as it is before each operation; what earlier ones put aside is gone.
    void makeOld();
    /// All that it holds, by pg_dump, in text that compares.
    QByteArray state(const QString &database = QStringLiteral("local")) const;
    /// What a dump or an export of it would bring back.
    QByteArray stateOfBackup(const QString &file);

    /// For arboristctl from here on.
    void setVariable(const QString &name, const QByteArray &value)
    {
        m_environment.insert(name, QString::fromUtf8(value));
    }
    void start(QProcess &program, const QStringList &words) const;
    Ended run(const QStringList &words) const;
    /// The newest run of the history: its id, state and operation.
    QJsonObject lastRun() const;

    /// What nothing may be left of once the next start has cleared up: a line each.
    QByteArray leftovers() const;
    /// Files of the folder with the backups, partial ones included.
    QStringList backups() const;
    void removeBackups() const;
    /// Of every file of the export, by sha256sum; empty where there is none, or it is not whole.
    QByteArray exported() const;

    OperationsFixture &operations() { return m_fixture; }
    TestCluster &cluster() { return m_fixture.cluster(); }
    QString path(const QString &name) const { return m_fixture.path(name); }
    QString exportFolder() const { return path(QStringLiteral("out/export")); }

private:
    QByteArray ask(const QByteArray &sql,
                   const QString &database = QStringLiteral("postgres")) const;

    mutable OperationsFixture m_fixture;
    QProcessEnvironment m_environment;
};

/// Equal but for sequences: a server that has crashed leaves out up to 32 of their numbers.
bool isSameState(const QByteArray &found, const QByteArray &wanted);

} // namespace arborist::testing
