// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/stages/stage_editor.h"

#include "services/stages/address_reference.h"
#include "services/stages/stage_defaults.h"
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

using stages::AddressReference;

const QString kVariable = QStringLiteral("DB_CONNECTION_STRING");

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

QLineEdit *StageEditor::addField(QFormLayout &form, const QString &label, const QString &text)
{
    auto *field = new QLineEdit(text);
    field->setAccessibleName(label);
    form.addRow(label, field);
    connect(field, &QLineEdit::textChanged, this, &StageEditor::changed);
    return field;
}

void StageEditor::addRows(QFormLayout &form)
{
    m_name = addField(form, tr("Name"), m_stage.name);
    m_environment = new QComboBox;
    m_environment->setAccessibleName(tr("Environment"));
    m_environment->addItem(m_new ? tr("By its name") : tr("Unknown"), QString());
    for (const auto environment : {stages::Environment::Development, stages::Environment::Test,
                                   stages::Environment::Staging, stages::Environment::Production})
        m_environment->addItem(stages::toString(environment), environmentWord(environment));
    form.addRow(tr("Environment"), m_environment);
    m_protected = new QCheckBox(tr("Protected: changes need its name, typed"));
    m_readOnly = new QCheckBox(tr("Read only: nothing is ever written there"));
    form.addRow(tr("Protection"), m_protected);
    form.addRow(QString(), m_readOnly);
    m_colour = new QComboBox;
    m_colour->setAccessibleName(tr("Colour"));
    if (m_new)
        m_colour->addItem(tr("By its environment"), QString());
    for (const QString &colour : stages::stageColours())
        m_colour->addItem(colour, colour);
    form.addRow(tr("Colour"), m_colour);
    connect(m_environment, &QComboBox::currentIndexChanged, this, &StageEditor::changed);
    connect(m_colour, &QComboBox::currentIndexChanged, this, &StageEditor::changed);
    connect(m_readOnly, &QCheckBox::toggled, this, &StageEditor::changed);
    connect(m_protected, &QCheckBox::clicked, this, [this] {
        m_protectedTouched = true;
        changed();
    });
}

void StageEditor::addAddressRows(QFormLayout &form)
{
    m_kind = new QComboBox;
    m_kind->setAccessibleName(tr("Address from"));
    m_kind->addItem(tr("A variable of a .env file"), Variable);
    m_kind->addItem(tr("arborist.toml, without password"), Url);
    m_kind->addItem(tr("The keychain"), Keychain);
    m_kind->addItem(tr("AWS Secrets Manager"), AwsSecret);
    m_kind->addItem(tr("Neon"), Neon);
    form.addRow(tr("Address from"), m_kind);
    m_variable = addField(form, tr("Variable"), {});
    m_file = addField(form, tr("File"), {});
    m_secret = addField(form, tr("Name of the secret"), {});
    m_store = new QCheckBox(tr("Keep the address typed here in the keychain"));
    form.addRow(QString(), m_store);
    connect(m_store, &QCheckBox::toggled, this, &StageEditor::kindChanged);
    m_url = addField(form, tr("Address"), m_address);
    m_url->setCursorPosition(0); // the host rather than the end
    m_url->setPlaceholderText(QStringLiteral("postgresql://user@host/database"));
    m_password = addField(form, tr("Password"), {});
    m_password->setEchoMode(QLineEdit::Password);
    m_addresses =
        addField(form, tr("Further addresses"), m_stage.addresses.join(QStringLiteral(", ")));
    m_addresses->setPlaceholderText(tr("Of the same cluster, for a failover"));
    m_sshHost = addField(form, tr("SSH host"), m_stage.sshHost);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &StageEditor::kindChanged);
}

void StageEditor::fill()
{
    m_environment->setCurrentIndex(
        std::max(0, m_environment->findData(environmentWord(m_stage.environment))));
    m_protected->setChecked(m_stage.isProtected);
    m_readOnly->setChecked(m_stage.readOnly);
    m_colour->setCurrentIndex(std::max(0, m_colour->findData(m_stage.colour)));
    AddressReference reference;
    reference.name = kVariable;
    if (!m_stage.urlReference.isEmpty())
        reference = AddressReference::parse(m_stage.urlReference);
    Kind kind = Variable;
    switch (reference.kind) {
    case AddressReference::Kind::Variable:
        break;
    case AddressReference::Kind::Family:
        reference.name += u'*';
        break;
    case AddressReference::Kind::Url:
        kind = Url;
        break;
    case AddressReference::Kind::Keychain:
        kind = Keychain;
        break;
    case AddressReference::Kind::AwsSecret:
        kind = AwsSecret;
        break;
    case AddressReference::Kind::Neon:
        kind = Neon;
        break;
    }
    m_kind->setCurrentIndex(m_kind->findData(kind));
    m_variable->setText(kind == Variable ? reference.name : kVariable);
    m_file->setText(reference.file.isEmpty() ? QStringLiteral(".env") : reference.file);
    m_secret->setText(kind == Variable || kind == Url ? QString() : reference.name);
}

void StageEditor::kindChanged()
{
    const int kind = m_kind->currentData().toInt();
    const auto show = [this](QWidget *field, bool shown) {
        field->setVisible(shown);
        m_form->labelForField(field)->setVisible(shown);
    };
    show(m_variable, kind == Variable);
    show(m_file, kind == Variable);
    m_store->setVisible(kind == Keychain);
    show(m_url, kind == Url || takesAddress());
    show(m_password, takesAddress());
    m_password->setPlaceholderText(!m_new             ? tr("As it is, while host and user stay")
                                   : kind == Keychain ? tr("Goes into the keychain")
                                                      : tr("Goes into the .env file"));
    show(m_secret, kind != Variable && kind != Url);
    changed();
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
    m_result->setContent(Glyph::Running, Tone::Muted, tr("Connecting…"), {});
    m_result->show();
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
            m_result->setContent(result.fine ? Glyph::Ok : Glyph::Drift,
                                 result.fine ? Tone::Ok : Tone::Drift, result.title,
                                 result.sentence);
        } else if (outcome.error) {
            m_result->setContent(Glyph::Failed, Tone::Danger, outcome.error->message(),
                                 outcome.error->hint());
        }
        m_result->show();
    });
}

} // namespace arborist
