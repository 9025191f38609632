// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/stages/stage_editor.h"

#include "ui/shell/session.h"
#include "ui/stages/stage_test.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/note.h"
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace arborist {

namespace {

QString environmentWord(stages::Environment environment)
{
    return environment == stages::Environment::Unknown ? QString()
                                                       : stages::toString(environment).toLower();
}

QStringList listed(const QString &text)
{
    static const QRegularExpression separators(QStringLiteral("[,\\s]+"));
    return text.split(separators, Qt::SkipEmptyParts);
}

QVariant orNone(const QString &text)
{
    return text.isEmpty() ? QVariant() : QVariant(text);
}

} // namespace

StageEditor::StageEditor(Session &session, const stages::Stage *stage, QWidget *parent)
    : QDialog(parent),
      m_session(session),
      m_new(stage == nullptr),
      m_stage(stage ? *stage : stages::Stage())
{
    m_address = session.shownAddress(m_stage.name);
    const QString title = m_new ? tr("Add stage") : tr("Edit stage %1").arg(m_stage.name);
    setWindowTitle(title);
    setMinimumWidth(px(560));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(px(16), px(16), px(16), px(16));
    column->setSpacing(px(12));
    auto *head = new Label(FontRole::Title);
    head->setText(title);
    column->addWidget(head);
    m_form = new QFormLayout;
    m_form->setHorizontalSpacing(px(16));
    m_form->setVerticalSpacing(px(8));
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    column->addLayout(m_form);
    addRows(*m_form);
    addAddressRows(*m_form);
    m_result = new Note;
    m_result->hide();
    column->addWidget(m_result);
    column->addStretch(1);
    auto *buttons = new QDialogButtonBox;
    m_test = buttons->addButton(tr("Test connection"), QDialogButtonBox::ActionRole);
    buttons->addButton(QDialogButtonBox::Cancel);
    m_review = primaryButton(tr("Review changes…"));
    buttons->addButton(m_review, QDialogButtonBox::AcceptRole);
    m_review->setDefault(true);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_test, &QPushButton::clicked, this, &StageEditor::test);
    fill();
    kindChanged();
    m_name->setFocus();
}

QString StageEditor::reference() const
{
    switch (m_kind->currentData().toInt()) {
    case Variable: {
        const QString file = m_file->text().trimmed();
        const QString name = QStringLiteral("env:") + m_variable->text().trimmed();
        // Without a file a variable of the process goes first, as it did.
        return file.isEmpty() || (file == u".env" && !m_stage.urlReference.contains(u"@.env"))
                   ? name
                   : name + u'@' + file;
    }
    case Url:
        return m_url->text().trimmed();
    case Keychain:
        return QStringLiteral("keychain:") + m_secret->text().trimmed();
    case AwsSecret:
        return QStringLiteral("aws-secret:") + m_secret->text().trimmed();
    default:
        return QStringLiteral("neon:") + m_secret->text().trimmed();
    }
}

bool StageEditor::takesAddress() const
{
    const int kind = m_kind->currentData().toInt();
    return kind == Variable || (kind == Keychain && m_store->isChecked());
}

/// Whether an address is to be written into the variable, or into the keychain.
bool StageEditor::addressTyped() const
{
    const QString url = m_url->text().trimmed();
    if (!takesAddress() || url.isEmpty())
        return false;
    return m_store->isVisibleTo(this) || url != m_address || !m_password->text().isEmpty();
}

void StageEditor::changed()
{
    m_result->hide();
    const operations::StageEdit now = edit();
    const bool something =
        !now.keys.isEmpty() || !now.address.isEmpty() || (!m_new && now.newName != m_stage.name);
    m_review->setEnabled(something && !m_name->text().trimmed().isEmpty());
}

operations::StageEdit StageEditor::edit() const
{
    operations::StageEdit edit;
    edit.name = m_stage.name;
    edit.newName = m_name->text().trimmed();
    const auto set = [&edit](const char *key, const QVariant &value, bool differs) {
        if (differs)
            edit.keys.append({QLatin1String(key), value});
    };
    const QString url = reference();
    set("url", orNone(url), url != m_stage.urlReference);
    const QString environment = m_environment->currentData().toString();
    set("environment", orNone(environment), environment != environmentWord(m_stage.environment));
    const QString colour = m_colour->currentData().toString();
    set("colour", orNone(colour), colour != m_stage.colour);
    set("protected", m_protected->isChecked(),
        m_protected->isChecked() != m_stage.isProtected || (m_new && m_protectedTouched));
    set("read_only", m_readOnly->isChecked() ? QVariant(true) : QVariant(),
        m_readOnly->isChecked() != m_stage.readOnly);
    const QStringList addresses = listed(m_addresses->text());
    set("addresses", addresses.isEmpty() ? QVariant() : QVariant(addresses),
        addresses != m_stage.addresses);
    const QString sshHost = m_sshHost->text().trimmed();
    set("ssh_host", orNone(sshHost), sshHost != m_stage.sshHost);
    if (addressTyped())
        edit.address = m_url->text().trimmed();
    return edit;
}

QString StageEditor::password() const
{
    return m_password->text();
}

void StageEditor::showResult(Glyph glyph, Tone tone, const QString &title, const QString &text)
{
    m_result->setContent(glyph, tone, title, text);
    m_result->show();
    // Or the fields would get lower to make room for it.
    layout()->activate();
    resize(width(), std::max(height(), layout()->totalHeightForWidth(width())));
}

void StageEditor::test()
{
    StageTest asked;
    asked.stage = m_stage;
    asked.name = m_name->text().trimmed();
    asked.reference = reference();
    asked.addresses = listed(m_addresses->text());
    asked.sshHost = m_sshHost->text().trimmed();
    if (addressTyped() || (takesAddress() && m_new)) {
        asked.address = m_url->text().trimmed();
        asked.password = m_password->text();
    }
    m_testing = true;
    m_test->setEnabled(false);
    showResult(Glyph::Running, Tone::Muted, tr("Connecting…"), {});
    JobRequest request;
    request.title = tr("Test the connection of %1").arg(asked.name);
    request.icon = QStringLiteral("view-refresh");
    request.background = true;
    request.work = [asked, workspace = m_session.workspace()](OperationContext &context) {
        return std::any(testConnection(*workspace, asked, context.stop));
    };
    m_session.jobs().start(std::move(request), this, [this](const Outcome &outcome) {
        m_testing = false;
        m_test->setEnabled(true);
        if (outcome.state == JobState::Succeeded) {
            const auto result = std::any_cast<StageTestResult>(outcome.result);
            showResult(result.fine ? Glyph::Ok : Glyph::Drift, result.fine ? Tone::Ok : Tone::Drift,
                       result.title, result.sentence);
        } else if (outcome.error) {
            showResult(Glyph::Failed, Tone::Danger, outcome.error->message(),
                       outcome.error->hint());
        }
    });
}

} // namespace arborist
