// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of the stage editor, and what they begin with.
#include "services/stages/address_reference.h"
#include "services/stages/stage_defaults.h"
#include "ui/stages/stage_editor.h"
#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>

namespace arborist {

namespace {

using stages::AddressReference;

const QString kVariable = QStringLiteral("DB_CONNECTION_STRING");

QString environmentWord(stages::Environment environment)
{
    return environment == stages::Environment::Unknown ? QString()
                                                       : stages::toString(environment).toLower();
}

QString colourWord(const QString &colour)
{
    static const QMap<QString, const char *> words{
        {QStringLiteral("green"), QT_TRANSLATE_NOOP("arborist::StageEditor", "Green")},
        {QStringLiteral("teal"), QT_TRANSLATE_NOOP("arborist::StageEditor", "Teal")},
        {QStringLiteral("blue"), QT_TRANSLATE_NOOP("arborist::StageEditor", "Blue")},
        {QStringLiteral("violet"), QT_TRANSLATE_NOOP("arborist::StageEditor", "Violet")},
        {QStringLiteral("magenta"), QT_TRANSLATE_NOOP("arborist::StageEditor", "Magenta")},
        {QStringLiteral("amber"), QT_TRANSLATE_NOOP("arborist::StageEditor", "Amber")},
        {QStringLiteral("red"), QT_TRANSLATE_NOOP("arborist::StageEditor", "Red")},
        {QStringLiteral("grey"), QT_TRANSLATE_NOOP("arborist::StageEditor", "Grey")}};
    const char *word = words.value(colour, nullptr);
    return word ? StageEditor::tr(word) : colour;
}

} // namespace

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
        m_colour->addItem(colourWord(colour), colour);
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
    if (kind == Url)
        m_url->setText(m_stage.urlReference); // as it is written
    else if (kind != Variable)
        m_secret->setText(reference.key.isEmpty() ? reference.name
                                                  : reference.name + u'#' + reference.key);
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

} // namespace arborist
