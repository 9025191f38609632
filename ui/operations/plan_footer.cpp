// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/plan_footer.h"

#include "models/operations/plan_command.h"
#include "ui/style/arborist_style.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/note.h"
#include "ui/widgets/state_glyph.h"
#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QStyle>

namespace arborist {

PlanFooter::PlanFooter(const ShownPlan &shown, QWidget *parent) : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(px(metrics::pageMargin), 1, px(metrics::pageMargin), 0);
    row->setSpacing(px(metrics::gap));
    const bool refused = shown.requirement == stages::Requirement::Refused;
    setMinimumHeight(px(refused ? 104 : 64));
    if (refused)
        buildRefusal(*row, shown);
    else
        buildConsent(*row, shown);
}

void PlanFooter::buildRefusal(QHBoxLayout &row, const ShownPlan &shown)
{
    // What is refused to everybody has no command either.
    const QString command = shown.pipelineMay ? commandOf(shown.plan, shown.stage.name) : QString();
    auto *note = new Note;
    note->setContent(Glyph::Failed, Tone::Danger,
                     shown.pipelineMay ? tr("Refused from this desk") : tr("Refused"),
                     shown.refusal);
    note->setCode(command);
    row.setContentsMargins(px(metrics::pageMargin), px(12) + 1, px(metrics::pageMargin), px(12));
    row.addWidget(note, 1);
    row.addSpacing(px(8));
    auto *box = new QDialogButtonBox;
    QPushButton *close = box->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    close->setProperty(variant::property, QString::fromLatin1(variant::primary));
    close->setDefault(true);
    if (!command.isEmpty()) {
        QPushButton *copy = plainButton(tr("Copy command"));
        copy->setIcon(icon(QStringLiteral("edit-copy")));
        row.addWidget(copy);
        connect(copy, &QPushButton::clicked, this,
                [command] { QApplication::clipboard()->setText(command); });
    }
    row.addWidget(box);
    connect(box, &QDialogButtonBox::rejected, this, &PlanFooter::rejected);
    m_firstFocus = close;
}

void PlanFooter::buildConsent(QHBoxLayout &row, const ShownPlan &shown)
{
    if (shown.requirement == stages::Requirement::TypeName) {
        m_nameToType = shown.nameToType;
        buildNameField(row);
        m_field->setToolTip(shown.plan.asks);
        row.addStretch(1);
    } else {
        auto *asks = new Label(FontRole::Body, Tone::Muted);
        asks->setElide(Qt::ElideRight);
        asks->setFullText(shown.plan.asks);
        row.addWidget(asks, 1);
    }
    QPushButton *copy = flatButton(tr("Copy plan"));
    copy->setAutoDefault(false);
    row.addWidget(copy);
    row.addSpacing(px(8));
    auto *box = new QDialogButtonBox;
    m_action = box->addButton(shown.action, QDialogButtonBox::AcceptRole);
    const bool loses = !shown.plan.loses.isEmpty();
    m_action->setProperty(variant::property,
                          QString::fromLatin1(loses ? variant::danger : variant::primary));
    m_action->setDefault(true);
    QPushButton *cancel = box->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    row.addWidget(box);
    connect(copy, &QPushButton::clicked, this, &PlanFooter::copyPlanRequested);
    connect(box, &QDialogButtonBox::accepted, this, &PlanFooter::accepted);
    connect(box, &QDialogButtonBox::rejected, this, &PlanFooter::rejected);
    m_firstFocus = m_field ? static_cast<QWidget *>(m_field) : cancel;
    nameChanged();
}

void PlanFooter::buildNameField(QHBoxLayout &row)
{
    // The name stands bold between two plain words.
    const QString sentence = tr("Type %1 to confirm");
    const QString before = sentence.section(QStringLiteral("%1"), 0, 0).trimmed();
    const QString after = sentence.section(QStringLiteral("%1"), 1).trimmed();
    const auto add = [&row](FontRole role, const QString &text) {
        if (text.isEmpty())
            return;
        auto *label = new Label(role);
        label->setText(text);
        row.addWidget(label);
        row.addSpacing(-px(4));
    };
    add(FontRole::Body, before);
    add(FontRole::BodyBold, m_nameToType);
    add(FontRole::Body, after);
    row.addSpacing(px(8));
    m_field = new QLineEdit;
    m_field->setFixedSize(px(176), px(metrics::dialogButton));
    m_field->setObjectName(QStringLiteral("confirmation"));
    m_field->setAccessibleName(QString(sentence).replace(QStringLiteral("%1"), m_nameToType));
    row.addWidget(m_field);
    m_tick = new StateGlyph;
    m_tick->setFixedSize(px(metrics::icon), px(metrics::icon));
    row.addWidget(m_tick);
    connect(m_field, &QLineEdit::textChanged, this, &PlanFooter::nameChanged);
}

bool PlanFooter::mayRun() const
{
    return m_action && !m_heldUp && (!m_field || m_field->text() == m_nameToType);
}

void PlanFooter::setHeldUp(bool heldUp)
{
    m_heldUp = heldUp;
    if (m_action)
        nameChanged();
}

void PlanFooter::nameChanged()
{
    m_action->setEnabled(mayRun());
    if (m_field) {
        const bool may = m_field->text() == m_nameToType;
        m_tick->setGlyph(may ? Glyph::Ok : Glyph::None, tr("The name is right"));
        m_field->setProperty("valid", may);
        m_field->update();
    }
}

QString PlanFooter::typedName() const
{
    return m_field ? m_field->text() : QString();
}

void PlanFooter::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    painter.fillRect(rect(), theme.window);
    painter.fillRect(QRect(0, 0, width(), 1), theme.border);
}

} // namespace arborist
