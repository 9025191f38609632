// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/fingerprint_verdict.h"
#include "services/stages/stage_check.h"
#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>
#include <vector>

namespace arborist {

class Session;

/// A stage's fingerprint compared with what was on record before that look.
struct FingerprintLook {
    std::optional<stages::FingerprintFinding> finding; ///< none: not reached, or not compared
    std::optional<stages::FingerprintRecord> onRecord;
};

/// One answer of a stage in this session.
struct AnswerSample {
    QString stage;
    QDateTime at;
    double ms = 0;
};

/// Looks at the stages in the background: all of them once the workspace is open, later the target
/// and the stages of this machine (a look at a sleeping cloud database would wake it and cost
/// money).
class StageMonitor : public QObject
{
    Q_OBJECT
public:
    explicit StageMonitor(Session &session);

    void check(const QString &stage);
    void checkAll();
    bool isChecking(const QString &stage) const { return m_running.contains(stage); }
    bool isChecking() const { return !m_running.isEmpty(); }
    /// The last look; nullptr before the first.
    const stages::StageCheck *last(const QString &stage) const;
    FingerprintLook fingerprint(const QString &stage) const { return m_prints.value(stage); }
    /// When the stage answered last; invalid if it never did in this session.
    QDateTime lastContact(const QString &stage) const { return m_lastContact.value(stage); }
    /// Oldest first; the latest 20,000.
    const std::vector<AnswerSample> &answers() const { return m_answers; }

Q_SIGNALS:
    void checkStarted(const QString &stage);
    void checked(const QString &stage);
    void allChecked(); ///< no check is running any more

private:
    void restart();
    void recheck(const QStringList &stages);
    void checkRegularly();
    void keep(const stages::StageCheck &check, const FingerprintLook &print);

    Session &m_session;
    QHash<QString, stages::StageCheck> m_checks;
    QHash<QString, FingerprintLook> m_prints;
    QHash<QString, QDateTime> m_lastContact;
    QSet<QString> m_running;
    std::vector<AnswerSample> m_answers;
    QTimer m_timer;
};

} // namespace arborist
