// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariantMap>
#include <functional>

namespace arborist {

/// The history's file, open for as long as this object lives, on the thread that made it. Makes
/// the file (permissions 0600) and brings its schema up to date. Other programs and threads may
/// have it open at the same time; a writer waits up to 10 s for another. Throws Error.
class HistoryDatabase
{
public:
    explicit HistoryDatabase(const QString &file);
    ~HistoryDatabase();
    HistoryDatabase(const HistoryDatabase &) = delete;
    HistoryDatabase &operator=(const HistoryDatabase &) = delete;

    /// Runs resources/sql/NAME.sql with values bound by name.
    QSqlQuery run(const QString &name, const QVariantMap &values = {}) const;
    /// Does `work` in one transaction that no other writer comes between, on disk when it returns.
    /// What `work` throws rolls it back.
    void transaction(const std::function<void()> &work) const;
    /// Does `work`, which only reads, on one state of the file.
    void snapshot(const std::function<void()> &work) const;
    /// Throws the Error for a history that cannot be used, with that reason.
    [[noreturn]] void fail(const QString &said) const;

private:
    void open();
    void migrate() const;
    QSqlQuery exec(const QString &sql) const;
    void within(const QString &begin, const std::function<void()> &work) const;
    void enterWal() const;
    void execFile(const QString &name) const;

    QString m_file;
    QString m_connection; ///< its name within Qt Sql
};

} // namespace arborist
