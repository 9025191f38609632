// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "services/core/error.h"
#include "services/stages/stage.h"
#include <QDialog>
#include <QObject>
#include <QPointer>
#include <functional>

namespace arborist {

class NoteBar;
class OperationFlow;
class RequestDialog;
class Session;
struct FlowRequest;
struct Report;

/// What a page does with operations: a dialog asks what is wanted, the flow plans it, asks and runs
/// it, and the note above the results tells how that ended. One at a time.
class OperationDesk : public QObject
{
    Q_OBJECT
public:
    /// What the page adds to the note of a run that has ended.
    struct Words {
        QString title;     ///< where it succeeded
        QStringList first; ///< lines above those of the report
        bool offersUndo = false;
    };
    using Describe = std::function<Words(const Report &)>;

    OperationDesk(Session &session, QWidget *page, Describe describe);

    OperationFlow &flow() { return *m_flow; }
    NoteBar &note() { return *m_note; }
    /// The dialog that asks now; null if none does.
    QDialog *asking() const { return m_asking; }
    bool isBusy() const;
    /// Of the run; empty for none yet.
    const QString &stage() const { return m_stage; }

    /// A stage is chosen, and nothing is asked or under way.
    bool canAsk() const;
    void ask(RequestDialog *dialog);
    void start(const stages::Stage &stage, FlowRequest request);
    /// Another target: drops what is asked or planned, and the note. A run goes on.
    void reset();

    void tell(const Error &error);
    void tell(Glyph glyph, Tone tone, const QString &title, const QString &text);

Q_SIGNALS:
    void busyChanged();
    void ended(); ///< a run; its note is there

private:
    void ran(const Report &report);
    void takeBack(const QString &run);

    Session &m_session;
    QWidget *m_page;
    NoteBar *m_note;
    OperationFlow *m_flow;
    Describe m_describe;
    QPointer<QDialog> m_asking;
    QString m_stage;
};

} // namespace arborist
