// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/job_runner.h"
#include "ui/shell/network_watch.h"
#include "ui/shell/sleep_watch.h"
#include "ui/shell/stage_look.h"
#include "ui/shell/stage_watch.h"
#include <QDeadlineTimer>
#include <QHash>
#include <QObject>
#include <QTimer>
#include <vector>

namespace arborist {

class Session;

/// One answer of a stage in this session.
struct AnswerSample {
    QString stage;
    QDateTime at;
    double ms = 0;
};

/// Looks at the stages in the background: all of them once the workspace is open, later, while the
/// window is shown, the target, the source and the stages of this machine. Target and source are
/// asked every few seconds whether they still answer, by a connection that is not kept: a kept one
/// would hold up whoever drops or copies the database. One that does not answer is tried again
/// after 1, 2, 4 ... 60 s, and at once when the network has changed, the machine has woken up, or
/// somebody asks. A stage that is billed by use is left alone while it answers. A job that loses
/// its connection makes it look as well.
class StageMonitor : public QObject
{
    Q_OBJECT
public:
    explicit StageMonitor(Session &session);

    void check(const QString &stage);
    void checkAll();
    /// What does not answer is tried now, and the waiting between tries begins anew.
    void tryNow();
    /// Nothing is polled while the window is hidden.
    void setShown(bool shown);
    bool isPolling() const { return m_timer.isActive(); }
    bool isChecking(const QString &stage) const { return m_running.contains(stage); }
    bool isChecking() const { return !m_running.isEmpty(); }
    /// The last look; nullptr before the first.
    const stages::StageCheck *last(const QString &stage) const;
    StageContact contact(const QString &stage) const { return m_watches.value(stage).contact; }
    FingerprintLook fingerprint(const QString &stage) const { return m_prints.value(stage); }
    /// When the stage answered last; invalid if it never did in this session.
    QDateTime lastContact(const QString &stage) const { return m_lastContact.value(stage); }
    /// Oldest first; the latest 20,000.
    const std::vector<AnswerSample> &answers() const { return m_answers; }

Q_SIGNALS:
    void checkStarted(const QString &stage);
    void checked(const QString &stage);
    void allChecked(); ///< no check is running any more
    void contactChanged(const QString &stage);
    /// It answers after having been lost: what could not be read before can be read now.
    void answeredAgain(const QString &stage);

private:
    struct Running {
        JobId job = 0;
        QDeadlineTimer limit;
        bool overdue = false;
    };

    void restart();
    void tick();
    void visit(const QString &name, StageWatch &watch);
    void knock(const QString &name);
    void wake();
    void lookAfterJob(JobId job, const Outcome &outcome);
    bool isWatched(const QString &name) const;
    void ended(const QString &name, const Outcome &outcome);
    void recheck(const QStringList &stages);
    void readAddresses();
    void keep(const stages::StageCheck &check, const FingerprintLook &print);
    void keepFailure(const QString &name, const Error &error);
    void noteAnswer(const QString &name, bool answered);
    void setContact(const QString &name, StageContact contact);

    Session &m_session;
    QHash<QString, StageWatch> m_watches;
    QHash<QString, stages::StageCheck> m_checks;
    QHash<QString, FingerprintLook> m_prints;
    QHash<QString, QDateTime> m_lastContact;
    QHash<QString, Running> m_running;
    std::vector<AnswerSample> m_answers;
    bool m_shown = true;
    QTimer m_timer;
    SleepWatch m_sleep;
    NetworkWatch m_network;
};

} // namespace arborist
