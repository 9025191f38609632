// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/dotenv.h"
#include "services/stages/dotenv_writer.h"
#include "tests/support/run_program.h"
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace arborist;
using stages::Dotenv;

/// The real dotenv and dotenv-expand of npm read the same files.
class DotenvPeerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void readsAlike_data();
    void readsAlike();
    void readsWhatWeWrite();

private:
    QByteArray write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_project.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("no file");
        return bytes;
    }
    /// What the peer makes of every file, in one start of node: {file: {name: value}}.
    QJsonObject peer(const QStringList &files) const
    {
        const RanProgram ran = runProgram(m_project.path(), QStringLiteral("node"),
                                          QStringList{QStringLiteral("read.js")} + files,
                                          QProcess::ForwardedErrorChannel);
        return QJsonDocument::fromJson(ran.output).object();
    }
    static QJsonObject ours(const QByteArray &bytes)
    {
        QJsonObject values;
        const Dotenv file = Dotenv::parse(QString::fromUtf8(bytes), QStringLiteral(".env"),
                                          [](const QString &) { return std::optional<QString>(); });
        for (auto it = file.values().cbegin(); it != file.values().cend(); ++it)
            values.insert(it.key(), it->value);
        return values;
    }

    QTemporaryDir m_project;
};

void DotenvPeerTest::initTestCase()
{
    write(QStringLiteral("package.json"), R"({"private": true})");
    write(QStringLiteral("read.js"), R"JS(
const fs = require('fs');
const dotenv = require('dotenv');
const { expand } = require('dotenv-expand');
const out = {};
for (const file of process.argv.slice(2)) {
    const text = fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    out[file] = expand({ parsed: dotenv.parse(text), processEnv: {} }).parsed;
}
console.log(JSON.stringify(out));
)JS");
    const RanProgram install =
        runProgram(m_project.path(), QStringLiteral("npm"),
                   {QStringLiteral("install"), QStringLiteral("--no-audit"),
                    QStringLiteral("--no-fund"), QStringLiteral("--ignore-scripts"),
                    QStringLiteral("dotenv@16.4.7"), QStringLiteral("dotenv-expand@12.0.1")});
    if (!install.fine)
        QSKIP("npm or its registry cannot be reached: dotenv is not at hand");
}

void DotenvPeerTest::readsAlike_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const char *text) {
        QTest::newRow(name) << QByteArray(text);
    };
    row("plain", "A=1\nB = two words \n\nC=\n");
    row("comments", "# A=0\nA=1 # one\n  # B=0\nB=\"x # y\" # z\nC='#'\nD=`#`#e\n");
    row("export", "export A=1\nexport   B='2'\n");
    row("colon", "A: 1\nB: \"two\"\n");
    row("quotes", "A=\"it's\"\nB='say \"x\"'\nC=`it's \"x\"`\nD=it\"s\nE=\"\"\nF=''\nG=``\n");
    row("several lines", "A=\"one\ntwo\"\nB='three\nfour'\nC=`five\nsix`\nD=7\n");
    row("escapes", "A=\"one\\ntwo\"\nB='one\\ntwo'\nC=one\\ntwo\nD=`one\\ntwo`\n");
    row("windows", "A=1\r\nB=\"x\r\ny\"\r\n# c\r\nC=3\r\n");
    row("old mac", "A=1\rB=2\r");
    row("byte order mark", "\xEF\xBB\xBF"
                           "A=1\nB=2");
    row("no last line end", "A=1\nB='2'");
    row("last wins", "A=1\nA=2\n");
    row("names", "A_1=1\nb.c-d=2\n_X=3\n");
    row("interpolation", "H=h\nP=5\nU=${H}:$P\nA=\"postgres://${U}/db\"\n");
    row("defaults", "A=${NONE:-x}\nB=${NONE-y}\nC=${A:-z}\nD=<${NONE}>\nE=${NONE:-}\n");
    row("defaults nested", "X=1\nA=${NONE:-${X}}\nB=${NONE:-${NOR:-x}}\n");
    row("escaped dollar", "B=1\nA=\\$B\nC=\\${B}\n");
    row("address", "A=postgresql://u:p%40@h:5432/db?sslmode=require&x=1\n"
                   "B=\"postgresql://u:p%23@h/db\"\nC='postgresql:///db?host=/run/x'\n");
    row("not latin", "A=größe ✓\nB=\"größe ✓\"\n");
}

void DotenvPeerTest::readsAlike()
{
    QFETCH(QByteArray, text);
    write(QStringLiteral("alike.env"), text);
    QCOMPARE(ours(text),
             peer({QStringLiteral("alike.env")}).value(QStringLiteral("alike.env")).toObject());
}

void DotenvPeerTest::readsWhatWeWrite()
{
    // Neither a dollar sign, which dotenv-expand looks into in any quotes, nor backslashes.
    const QStringList values{
        QStringLiteral("postgresql://u:p%40ss@h:5432/db?sslmode=require&application_name=x"),
        QStringLiteral("a#b"),
        QStringLiteral("#"),
        QStringLiteral("two words"),
        QStringLiteral(" a "),
        QStringLiteral("it's"),
        QStringLiteral("say \"x\""),
        QStringLiteral("x`y"),
        QStringLiteral("line\nline"),
        QStringLiteral("größe ✓"),
        QStringLiteral("'\"'\""),
        QStringLiteral("")};
    const QByteArrayList files{"",
                               "A=1",
                               "# head\nexport A=1 # one\nB=\"x\ny\"\n",
                               "\xEF\xBB\xBF"
                               "B=2\r\nA='1'\r\nC=3",
                               "A=`1`\n",
                               "A= # why\n"};
    QStringList names;
    QByteArrayList texts;
    for (const QString &value : values) {
        for (const QByteArray &file : files) {
            texts << stages::withVariable(QString::fromUtf8(file), QStringLiteral(".env"),
                                          QStringLiteral("A"), value)
                         .toUtf8();
            names << QStringLiteral("%1.env").arg(names.size());
            write(names.last(), texts.last());
        }
    }
    const QJsonObject read = peer(names);
    for (qsizetype i = 0; i < names.size(); ++i) {
        const QJsonObject theirs = read.value(names[i]).toObject();
        QCOMPARE(theirs.value(u"A").toString(QStringLiteral("missing")), values[i / files.size()]);
        QCOMPARE(theirs, ours(texts[i]));
    }
}

QTEST_GUILESS_MAIN(DotenvPeerTest)
#include "dotenv_peer_test.moc"
