<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es">
    <context>
        <name>arborist</name>
        <message>
            <source>1 database</source>
            <translation>1 base de datos</translation>
        </message>
        <message>
            <source>%1 databases</source>
            <translation>%1 bases de datos</translation>
        </message>
        <message>
            <source>Plan the backup of %1</source>
            <translation>Planificar la copia de seguridad de %1</translation>
        </message>
        <message>
            <source>Back up %1</source>
            <translation>Hacer copia de seguridad de %1</translation>
        </message>
        <message>
            <source>Back up</source>
            <translation>Hacer copia de seguridad</translation>
        </message>
        <message>
            <source>Everything that the database holds as of one moment, into %1. It is only read, and what was written is verified.</source>
            <translation>Todo lo que contiene la base de datos en un mismo momento, en %1. Solo se lee, y lo escrito se verifica.</translation>
        </message>
        <message>
            <source>Plan the restore of %1</source>
            <translation>Planificar la restauración de %1</translation>
        </message>
        <message>
            <source>Restore %1</source>
            <translation>Restaurar %1</translation>
        </message>
        <message>
            <source>Restore into %1</source>
            <translation>Restaurar en %1</translation>
        </message>
        <message>
            <source>Restore</source>
            <translation>Restaurar</translation>
        </message>
        <message>
            <source>Restore into a new database %1</source>
            <translation>Restaurar en una nueva base de datos %1</translation>
        </message>
        <message>
            <source>Fills it from %1 on the server of %2, and counts its rows. Nothing is replaced.</source>
            <translation>La llena con %1 en el servidor de %2 y cuenta sus filas. No se reemplaza nada.</translation>
        </message>
        <message>
            <source>Fills a new database from %1, counts its rows, and only then puts it in the place of the one in use.</source>
            <translation>Llena una nueva base de datos con %1, cuenta sus filas y solo entonces la pone en el lugar de la que está en uso.</translation>
        </message>
        <message>
            <source>Replaces what the database holds by %1, in one transaction: all of it or nothing.</source>
            <translation>Reemplaza lo que contiene la base de datos por %1, en una sola transacción: todo o nada.</translation>
        </message>
        <message>
            <source>Look for backups that have expired</source>
            <translation>Buscar copias de seguridad que han caducado</translation>
        </message>
        <message>
            <source>Delete backups that have expired</source>
            <translation>Eliminar copias de seguridad que han caducado</translation>
        </message>
        <message>
            <source>Clean up</source>
            <translation>Limpiar</translation>
        </message>
        <message>
            <source>Delete %1 that have expired</source>
            <translation>Eliminar %1 por caducidad</translation>
        </message>
        <message>
            <source>Automatic backups of all stages that are older than %1 days, but never the newest of a stage. Manual ones are kept for ever.</source>
            <translation>Copias de seguridad automáticas de todos los entornos con más de %1 días, pero nunca la más reciente de un entorno. Las manuales se conservan para siempre.</translation>
        </message>
        <message>
            <source>Delete %1</source>
            <translation>Eliminar %1</translation>
        </message>
        <message>
            <source>Plan to delete %1</source>
            <translation>Planificar la eliminación de %1</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>Eliminar</translation>
        </message>
        <message>
            <source>Deletes the files and their manifests. No database is touched.</source>
            <translation>Elimina los archivos y sus manifiestos. No se toca ninguna base de datos.</translation>
        </message>
        <message>
            <source>Plan to drop databases that were put aside</source>
            <translation>Planificar la eliminación de bases de datos apartadas</translation>
        </message>
        <message>
            <source>Drop databases that were put aside</source>
            <translation>Eliminar bases de datos apartadas</translation>
        </message>
        <message>
            <source>Drop</source>
            <translation>Eliminar</translation>
        </message>
        <message>
            <source>Drop %1 put aside beside %2</source>
            <translation>Eliminar %1 de las apartadas junto a %2</translation>
        </message>
        <message>
            <source>The database in use is not touched. The runs that put them aside cannot be taken back any more.</source>
            <translation>La base de datos en uso no se toca. Las ejecuciones que las apartaron ya no se podrán deshacer.</translation>
        </message>
        <message>
            <source>Drop %1</source>
            <translation>Eliminar %1</translation>
        </message>
        <message>
            <source>--size takes WIDTHxHEIGHT, for example 1366x768.</source>
            <translation>--size requiere WIDTHxHEIGHT, por ejemplo 1366x768.</translation>
        </message>
        <message>
            <source>Looks after staged PostgreSQL databases and their trees of work items. Without an argument it opens the demo, with a database of its own.</source>
            <translation>Cuida bases de datos PostgreSQL con varios entornos y sus árboles de elementos de trabajo. Sin argumento abre la demo, con una base de datos propia.</translation>
        </message>
        <message>
            <source>A project folder, or a connection string (postgresql://...).</source>
            <translation>Una carpeta de proyecto o una cadena de conexión (postgresql://...).</translation>
        </message>
        <message>
            <source>Save a picture of every page, light and dark, in that folder, and end.</source>
            <translation>Guardar una imagen de cada página, clara y oscura, en esa carpeta y terminar.</translation>
        </message>
        <message>
            <source>Size of the window during the tour.</source>
            <translation>Tamaño de la ventana durante el recorrido.</translation>
        </message>
        <message>
            <source>Write the log to standard error, too.</source>
            <translation>Escribir el registro también en la salida de error estándar.</translation>
        </message>
        <message>
            <source>Only one folder or connection string can be opened.</source>
            <translation>Solo se puede abrir una carpeta o cadena de conexión.</translation>
        </message>
        <message>
            <source>No AWS region is named.</source>
            <translation>No se indica ninguna región de AWS.</translation>
        </message>
        <message>
            <source>Name it in arborist.toml: aws = { region = "eu-central-1" }, in AWS_REGION, or with: aws configure set region eu-central-1 --profile %1</source>
            <translation>Indicarla en arborist.toml: aws = { region = "eu-central-1" }, en AWS_REGION, o con: aws configure set region eu-central-1 --profile %1</translation>
        </message>
        <message>
            <source>What %1 answered is not JSON.</source>
            <translation>Lo que respondió %1 no es JSON.</translation>
        </message>
        <message>
            <source>Check AWS_ENDPOINT_URL and the proxy, and try again.</source>
            <translation>Comprobar AWS_ENDPOINT_URL y el proxy, y volver a intentarlo.</translation>
        </message>
        <message>
            <source>%1 is there, but %2 is not.</source>
            <translation>%1 está, pero %2 no.</translation>
        </message>
        <message>
            <source>Give both, or neither.</source>
            <translation>Indicar ambos o ninguno.</translation>
        </message>
        <message>
            <source>profile %1 in %2</source>
            <translation>perfil %1 en %2</translation>
        </message>
        <message>
            <source>There is no AWS profile "%1".</source>
            <translation>No existe el perfil de AWS "%1".</translation>
        </message>
        <message>
            <source>Create it with: aws configure sso --profile %1</source>
            <translation>Crearlo con: aws configure sso --profile %1</translation>
        </message>
        <message>
            <source>Profiles: %1.</source>
            <translation>Perfiles: %1.</translation>
        </message>
        <message>
            <source>Looked at: %1, %2.</source>
            <translation>Se buscó en: %1, %2.</translation>
        </message>
        <message>
            <source>the environment</source>
            <translation>las variables de entorno</translation>
        </message>
        <message>
            <source>Renew AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, and start again.</source>
            <translation>Renovar AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY y AWS_SESSION_TOKEN, y volver a iniciar.</translation>
        </message>
        <message>
            <source>AWS_ACCESS_KEY_ID in the environment (not set)</source>
            <translation>AWS_ACCESS_KEY_ID en las variables de entorno (sin definir)</translation>
        </message>
        <message>
            <source>The AWS profile "%1" asks for a code of a device (mfa_serial).</source>
            <translation>El perfil de AWS "%1" pide el código de un dispositivo (mfa_serial).</translation>
        </message>
        <message>
            <source>Assume the role in a terminal, and start from there: eval "$(aws configure export-credentials --profile %1 --format env)"</source>
            <translation>Asumir el rol en un terminal e iniciar desde allí: eval "$(aws configure export-credentials --profile %1 --format env)"</translation>
        </message>
        <message>
            <source>The AWS profiles %1 are each other's source.</source>
            <translation>Los perfiles de AWS %1 se tienen mutuamente como fuente.</translation>
        </message>
        <message>
            <source>Correct source_profile in %1.</source>
            <translation>Corregir source_profile en %1.</translation>
        </message>
        <message>
            <source>There is no AWS profile "%1", the source of "%2".</source>
            <translation>No existe el perfil de AWS "%1", la fuente de "%2".</translation>
        </message>
        <message>
            <source>The source of the AWS profile "%1" has no credentials.</source>
            <translation>La fuente del perfil de AWS "%1" no tiene credenciales.</translation>
        </message>
        <message>
            <source>Look at source_profile in %1.</source>
            <translation>Revisar source_profile en %1.</translation>
        </message>
        <message>
            <source>Renew the keys of profile %1 in %2.</source>
            <translation>Renovar las claves del perfil %1 en %2.</translation>
        </message>
        <message>
            <source>(no such file)</source>
            <translation>(no existe el archivo)</translation>
        </message>
        <message>
            <source>(no such profile)</source>
            <translation>(no existe el perfil)</translation>
        </message>
        <message>
            <source>(no keys)</source>
            <translation>(sin claves)</translation>
        </message>
        <message>
            <source>aws_access_key_id of %1</source>
            <translation>aws_access_key_id de %1</translation>
        </message>
        <message>
            <source>(aws is not installed)</source>
            <translation>(aws no está instalado)</translation>
        </message>
        <message>
            <source>No credentials for AWS were found.</source>
            <translation>No se encontraron credenciales para AWS.</translation>
        </message>
        <message>
            <source>Sign on with "aws configure sso" or give keys with "aws configure", and name the profile in arborist.toml: aws = { profile = "%1" }.</source>
            <translation>Iniciar sesión con "aws configure sso" o indicar claves con "aws configure", y nombrar el perfil en arborist.toml: aws = { profile = "%1" }.</translation>
        </message>
        <message>
            <source>Looked at:</source>
            <translation>Se buscó en:</translation>
        </message>
        <message>
            <source>"%1" is not a region of AWS.</source>
            <translation>"%1" no es una región de AWS.</translation>
        </message>
        <message>
            <source>Regions look like eu-central-1.</source>
            <translation>Las regiones tienen la forma eu-central-1.</translation>
        </message>
        <message>
            <source>%1 does not hold a web address.</source>
            <translation>%1 no contiene una dirección web.</translation>
        </message>
        <message>
            <source>It should look like https://host:port.</source>
            <translation>Debería tener la forma https://host:port.</translation>
        </message>
        <message>
            <source>%1 ended with exit code %2.</source>
            <translation>%1 terminó con el código de salida %2.</translation>
        </message>
        <message>
            <source>Run it in a terminal to see why.</source>
            <translation>Ejecutarlo en un terminal para ver la causa.</translation>
        </message>
        <message>
            <source>It has to print one JSON object with Version 1, AccessKeyId and SecretAccessKey.</source>
            <translation>Debe escribir un objeto JSON con Version 1, AccessKeyId y SecretAccessKey.</translation>
        </message>
        <message>
            <source>%1 did not print JSON.</source>
            <translation>%1 no escribió JSON.</translation>
        </message>
        <message>
            <source>%1 printed another version of credentials than 1.</source>
            <translation>%1 escribió credenciales de una versión distinta de 1.</translation>
        </message>
        <message>
            <source>%1 printed no key.</source>
            <translation>%1 no escribió ninguna clave.</translation>
        </message>
        <message>
            <source>The credentials that %1 printed are out of date.</source>
            <translation>Las credenciales que escribió %1 han caducado.</translation>
        </message>
        <message>
            <source>Run it in a terminal, and sign on again where it asks for it.</source>
            <translation>Ejecutarlo en un terminal y volver a iniciar sesión donde lo pida.</translation>
        </message>
        <message>
            <source>credential_process of %1 is no command.</source>
            <translation>credential_process de %1 no es un comando.</translation>
        </message>
        <message>
            <source>Check its quotes.</source>
            <translation>Comprobar sus comillas.</translation>
        </message>
        <message>
            <source>credential_process of %1</source>
            <translation>credential_process de %1</translation>
        </message>
        <message>
            <source>Run %1 in a terminal, and sign on again where it asks for it.</source>
            <translation>Ejecutar %1 en un terminal y volver a iniciar sesión donde lo pida.</translation>
        </message>
        <message>
            <source>Run: aws login, or aws sso login</source>
            <translation>Ejecutar: aws login, o aws sso login</translation>
        </message>
        <message>
            <source>Run: aws sso login --profile %1</source>
            <translation>Ejecutar: aws sso login --profile %1</translation>
        </message>
        <message>
            <source>The role's trust policy has to name who signs (%1), and that one needs sts:AssumeRole.</source>
            <translation>La política de confianza del rol debe nombrar a quien firma (%1), y este necesita sts:AssumeRole.</translation>
        </message>
        <message>
            <source>The role %1 was not given to us.</source>
            <translation>No se concedió el rol %1.</translation>
        </message>
        <message>
            <source>STS answered without credentials for the role %1.</source>
            <translation>STS respondió sin credenciales para el rol %1.</translation>
        </message>
        <message>
            <source>Check AWS_ENDPOINT_URL_STS and the proxy.</source>
            <translation>Comprobar AWS_ENDPOINT_URL_STS y el proxy.</translation>
        </message>
        <message>
            <source>the role of %1</source>
            <translation>el rol de %1</translation>
        </message>
        <message>
            <source>There is no secret "%1" in %2.</source>
            <translation>No existe el secreto "%1" en %2.</translation>
        </message>
        <message>
            <source>Check name, region and account. What is there: aws secretsmanager list-secrets --region %1%2</source>
            <translation>Comprobar nombre, región y cuenta. Lo que hay: aws secretsmanager list-secrets --region %1%2</translation>
        </message>
        <message>
            <source>We may not read the secret "%1".</source>
            <translation>Sin permiso para leer el secreto "%1".</translation>
        </message>
        <message>
            <source>Whoever signs (%1) needs secretsmanager:GetSecretValue on it, and kms:Decrypt where it has a key of its own.</source>
            <translation>Quien firma (%1) necesita secretsmanager:GetSecretValue sobre él, y kms:Decrypt si tiene una clave propia.</translation>
        </message>
        <message>
            <source>AWS cannot decrypt the secret "%1".</source>
            <translation>AWS no puede descifrar el secreto "%1".</translation>
        </message>
        <message>
            <source>Check that its KMS key is enabled, and that we may use it (kms:Decrypt).</source>
            <translation>Comprobar que su clave KMS esté activada y que haya permiso para usarla (kms:Decrypt).</translation>
        </message>
        <message>
            <source>The secret "%1" cannot be read now: it may be marked for deletion.</source>
            <translation>El secreto "%1" no se puede leer ahora: puede estar marcado para su eliminación.</translation>
        </message>
        <message>
            <source>Bring it back: aws secretsmanager restore-secret --secret-id %1%2</source>
            <translation>Recuperarlo: aws secretsmanager restore-secret --secret-id %1%2</translation>
        </message>
        <message>
            <source>"%1" is not a name of a secret.</source>
            <translation>"%1" no es el nombre de un secreto.</translation>
        </message>
        <message>
            <source>Write aws-secret:NAME or aws-secret:ARN, and #key after it for one value of a JSON secret.</source>
            <translation>Escribir aws-secret:NAME o aws-secret:ARN, y detrás #key para un valor de un secreto JSON.</translation>
        </message>
        <message>
            <source>AWS is asked too often just now.</source>
            <translation>AWS recibe demasiadas peticiones en este momento.</translation>
        </message>
        <message>
            <source>Try again in a minute.</source>
            <translation>Volver a intentarlo en un minuto.</translation>
        </message>
        <message>
            <source>AWS refuses our signature, since the clocks differ.</source>
            <translation>AWS rechaza la firma porque los relojes difieren.</translation>
        </message>
        <message>
            <source>Set the clock of this computer.</source>
            <translation>Poner en hora el reloj de este equipo.</translation>
        </message>
        <message>
            <source>The AWS credentials of %1 have expired.</source>
            <translation>Las credenciales de AWS de %1 han caducado.</translation>
        </message>
        <message>
            <source>AWS does not know the credentials of %1.</source>
            <translation>AWS no conoce las credenciales de %1.</translation>
        </message>
        <message>
            <source>A region that has to be opted in to (%1) may also not be switched on.</source>
            <translation>También puede ser que no esté activada una región que requiere activación (%1).</translation>
        </message>
        <message>
            <source>AWS refuses our signature: the secret key of %1 is wrong.</source>
            <translation>AWS rechaza la firma: la clave secreta de %1 es incorrecta.</translation>
        </message>
        <message>
            <source>The secret "%1" is binary.</source>
            <translation>El secreto "%1" es binario.</translation>
        </message>
        <message>
            <source>The secret "%1" is empty.</source>
            <translation>El secreto "%1" está vacío.</translation>
        </message>
        <message>
            <source>Keep the address as text: aws secretsmanager put-secret-value --secret-id %1 --secret-string file://FILE</source>
            <translation>Guardar la dirección como texto: aws secretsmanager put-secret-value --secret-id %1 --secret-string file://FILE</translation>
        </message>
        <message>
            <source>%1 sends us to another address, which is not followed.</source>
            <translation>%1 redirige a otra dirección, que no se sigue.</translation>
        </message>
        <message>
            <source>%1 answered with status %2.</source>
            <translation>%1 respondió con el estado %2.</translation>
        </message>
        <message>
            <source>%1 refused: %2.</source>
            <translation>%1 rechazó la petición: %2.</translation>
        </message>
        <message>
            <source>Check AWS_ENDPOINT_URL and the proxy: AWS does not redirect.</source>
            <translation>Comprobar AWS_ENDPOINT_URL y el proxy: AWS no redirige.</translation>
        </message>
        <message>
            <source>The service has trouble. Try again in a minute.</source>
            <translation>El servicio tiene problemas. Volver a intentarlo en un minuto.</translation>
        </message>
        <message>
            <source>What AWS says stands in the details.</source>
            <translation>Lo que dice AWS está en los detalles.</translation>
        </message>
        <message>
            <source>The sign-on of AWS profile "%1" has expired.</source>
            <translation>La sesión del perfil de AWS "%1" ha caducado.</translation>
        </message>
        <message>
            <source>The AWS profile "%1" names no %2.</source>
            <translation>El perfil de AWS "%1" no indica %2.</translation>
        </message>
        <message>
            <source>Run: aws configure sso --profile %1</source>
            <translation>Ejecutar: aws configure sso --profile %1</translation>
        </message>
        <message>
            <source>Nobody has signed on for AWS profile "%1".</source>
            <translation>Nadie ha iniciado sesión para el perfil de AWS "%1".</translation>
        </message>
        <message>
            <source>the sign-on of profile %1</source>
            <translation>la sesión del perfil %1</translation>
        </message>
        <message>
            <source>The sign-on of AWS profile "%1" gave no credentials.</source>
            <translation>La sesión del perfil de AWS "%1" no dio credenciales.</translation>
        </message>
        <message>
            <source>The sign-on of AWS profile "%1" does not include role %2 in account %3.</source>
            <translation>La sesión del perfil de AWS "%1" no incluye el rol %2 en la cuenta %3.</translation>
        </message>
        <message>
            <source>Check sso_role_name and sso_account_id, or ask for the role.</source>
            <translation>Comprobar sso_role_name y sso_account_id, o solicitar el rol.</translation>
        </message>
        <message>
            <source>Counting rows</source>
            <translation>Contando filas</translation>
        </message>
        <message>
            <source>Dumping the database</source>
            <translation>Volcando la base de datos</translation>
        </message>
        <message>
            <source>%1 cannot be read: %2.</source>
            <translation>No se puede leer %1: %2.</translation>
        </message>
        <message>
            <source>1 backup</source>
            <translation>1 copia de seguridad</translation>
        </message>
        <message>
            <source>%1 backups</source>
            <translation>%1 copias de seguridad</translation>
        </message>
        <message>
            <source>Not by Arborist</source>
            <translation>No de Arborist</translation>
        </message>
        <message>
            <source>Manual</source>
            <translation>Manual</translation>
        </message>
        <message>
            <source>Before %1</source>
            <translation>Antes de %1</translation>
        </message>
        <message>
            <source>Automatic</source>
            <translation>Automática</translation>
        </message>
        <message>
            <source>Custom</source>
            <translation>Personalizado</translation>
        </message>
        <message>
            <source>Directory</source>
            <translation>Directorio</translation>
        </message>
        <message>
            <source>Plain SQL</source>
            <translation>SQL plano</translation>
        </message>
        <message>
            <source>%1, unpacked</source>
            <translation>%1, sin comprimir</translation>
        </message>
        <message>
            <source>Damaged</source>
            <translation>Dañada</translation>
        </message>
        <message>
            <source>Restored</source>
            <translation>Restaurada</translation>
        </message>
        <message>
            <source>Listed</source>
            <translation>Listada</translation>
        </message>
        <message>
            <source>Not verified</source>
            <translation>Sin verificar</translation>
        </message>
        <message>
            <source>It was found damaged on %1</source>
            <translation>Se encontró dañada el %1</translation>
        </message>
        <message>
            <source>Restored in a rehearsal on %1: every table had its rows</source>
            <translation>Restaurada en un ensayo el %1: cada tabla tenía sus filas</translation>
        </message>
        <message>
            <source>Checksums compared and contents listed on %1</source>
            <translation>Sumas de comprobación comparadas y contenido listado el %1</translation>
        </message>
        <message>
            <source>Nobody has looked at it since it was made</source>
            <translation>Nadie la ha examinado desde que se hizo</translation>
        </message>
        <message>
            <source>It has no manifest: nothing tells what must be in it</source>
            <translation>No tiene manifiesto: nada indica qué debe contener</translation>
        </message>
        <message>
            <source>Until %1</source>
            <translation>Hasta el %1</translation>
        </message>
        <message>
            <source>As the newest</source>
            <translation>Por ser la más reciente</translation>
        </message>
        <message>
            <source>For ever</source>
            <translation>Para siempre</translation>
        </message>
        <message>
            <source>Expired: the next clean-up deletes it</source>
            <translation>Caducada: la próxima limpieza la elimina</translation>
        </message>
        <message>
            <source>Deleted by a clean-up after %1</source>
            <translation>Una limpieza la elimina después del %1</translation>
        </message>
        <message>
            <source>The newest automatic backup of a stage is never deleted by a clean-up</source>
            <translation>Una limpieza nunca elimina la copia de seguridad automática más reciente de un entorno</translation>
        </message>
        <message>
            <source>Kept for ever: clean-up deletes automatic backups only</source>
            <translation>Se conserva para siempre: la limpieza solo elimina copias de seguridad automáticas</translation>
        </message>
        <message>
            <source>Several rows of %1 have the same key.</source>
            <translation>Varias filas de %1 tienen la misma clave.</translation>
        </message>
        <message>
            <source>Choose columns that identify a row, such as the primary key.</source>
            <translation>Elegir columnas que identifiquen una fila, como la clave primaria.</translation>
        </message>
        <message>
            <source>%1 Whether the last batch was committed is not known.</source>
            <translation>%1 No se sabe si el último lote se confirmó.</translation>
        </message>
        <message>
            <source>The next start finds out, and offers to go on or to undo. Batches written before stand.</source>
            <translation>El próximo inicio lo averigua y ofrece continuar o deshacer. Los lotes escritos antes se mantienen.</translation>
        </message>
        <message>
            <source>Batches written before stand; nothing of this one was changed.</source>
            <translation>Los lotes escritos antes se mantienen; de este no se cambió nada.</translation>
        </message>
        <message>
            <source>Nothing was changed.</source>
            <translation>No se cambió nada.</translation>
        </message>
        <message>
            <source>Cancelled. %1</source>
            <translation>Cancelado. %1</translation>
        </message>
        <message>
            <source>%1 stays locked by another session.</source>
            <translation>%1 sigue bloqueada por otra sesión.</translation>
        </message>
        <message>
            <source>%1 stays locked by another session (%2).</source>
            <translation>%1 sigue bloqueada por otra sesión (%2).</translation>
        </message>
        <message>
            <source>process %1, %2, since %3</source>
            <translation>proceso %1, %2, desde %3</translation>
        </message>
        <message>
            <source>Transaction %1, which writes to %2, is still in progress.</source>
            <translation>La transacción %1, que escribe en %2, sigue en curso.</translation>
        </message>
        <message>
            <source>Its session is in pg_stat_activity (backend_xid). Wait until it ends, or end it with pg_terminate_backend, and try again.</source>
            <translation>Su sesión figura en pg_stat_activity (backend_xid). Esperar a que termine, o terminarla con pg_terminate_backend, y volver a intentarlo.</translation>
        </message>
        <message>
            <source>The changes of %1 cannot be written: %2.</source>
            <translation>No se pueden escribir los cambios de %1: %2.</translation>
        </message>
        <message>
            <source>Plan them again.</source>
            <translation>Volver a planificarlos.</translation>
        </message>
        <message>
            <source>it takes a key and 1 to 64 columns</source>
            <translation>requiere una clave y de 1 a 64 columnas</translation>
        </message>
        <message>
            <source>a row is incomplete</source>
            <translation>una fila está incompleta</translation>
        </message>
        <message>
            <source>a row is to stay as it is</source>
            <translation>una fila debe quedar como está</translation>
        </message>
        <message>
            <source>PostgreSQL generates the column "%1" itself</source>
            <translation>PostgreSQL genera por sí mismo la columna "%1"</translation>
        </message>
        <message>
            <source>The table %1 has no column "%2".</source>
            <translation>La tabla %1 no tiene ninguna columna "%2".</translation>
        </message>
        <message>
            <source>It may have been dropped or renamed since; plan it again.</source>
            <translation>Puede haberse eliminado o renombrado desde entonces; volver a planificarlo.</translation>
        </message>
        <message>
            <source>There is no table %1.%2 in %3.</source>
            <translation>No hay ninguna tabla %1.%2 en %3.</translation>
        </message>
        <message>
            <source>Check the name under [[hierarchy]] in arborist.toml, and that the migrations that create the table have been applied.</source>
            <translation>Comprobar el nombre bajo [[hierarchy]] en arborist.toml y que se hayan aplicado las migraciones que crean la tabla.</translation>
        </message>
        <message>
            <source>%1 did not end within %2 s.</source>
            <translation>%1 no terminó en %2 s.</translation>
        </message>
        <message>
            <source>Run it in a terminal to see what it waits for.</source>
            <translation>Ejecutarlo en un terminal para ver a qué espera.</translation>
        </message>
        <message>
            <source>%1 could not be started.</source>
            <translation>No se pudo iniciar %1.</translation>
        </message>
        <message>
            <source>Check that it is installed, and that its path is right.</source>
            <translation>Comprobar que esté instalado y que su ruta sea correcta.</translation>
        </message>
        <message>
            <source>%1 crashed.</source>
            <translation>%1 falló inesperadamente.</translation>
        </message>
        <message>
            <source>%1 cannot be started: %2.</source>
            <translation>No se puede iniciar %1: %2.</translation>
        </message>
        <message>
            <source>Check that nobody has changed the record of past runs, or export it</source>
            <translation>Comprobar que nadie haya cambiado el registro de ejecuciones anteriores, o exportarlo</translation>
        </message>
        <message>
            <source>verify: walk along the chain; exit with 4 where it is broken. export [PATH]: its rows as lines of JSON</source>
            <translation>verify: recorrer la cadena; terminar con 4 donde esté rota. export [PATH]: sus filas como líneas de JSON</translation>
        </message>
        <message>
            <source>File to export to</source>
            <translation>Archivo al que se exporta</translation>
        </message>
        <message>
            <source>Export rows from that day or time on</source>
            <translation>Exportar las filas a partir de ese día u hora</translation>
        </message>
        <message>
            <source>“audit verify” takes neither a path nor --since.</source>
            <translation>«audit verify» no admite ni una ruta ni --since.</translation>
        </message>
        <message>
            <source>For a part of the audit: arboristctl audit export [--since DATE] [PATH]</source>
            <translation>Para una parte de la auditoría: arboristctl audit export [--since DATE] [PATH]</translation>
        </message>
        <message>
            <source>The audit is broken at row %1. %2</source>
            <translation>La auditoría está rota en la fila %1. %2</translation>
        </message>
        <message>
            <source>The audit is intact. Rows: %1.</source>
            <translation>La auditoría está intacta. Filas: %1.</translation>
        </message>
        <message>
            <source>Rows of the audit in %1: %2.</source>
            <translation>Filas de la auditoría en %1: %2.</translation>
        </message>
        <message>
            <source>Dump the database into a file, with a manifest, and verify it</source>
            <translation>Volcar la base de datos en un archivo, con un manifiesto, y verificarlo</translation>
        </message>
        <message>
            <source>As SQL that psql reads, gzipped: the same as --format plain</source>
            <translation>Como SQL que lee psql, comprimido con gzip: lo mismo que --format plain</translation>
        </message>
        <message>
            <source>custom (one file for pg_restore; the default), directory, plain</source>
            <translation>custom (un archivo para pg_restore; por defecto), directory, plain</translation>
        </message>
        <message>
            <source>Directory form: tables that are read at the same time</source>
            <translation>Formato directory: tablas que se leen a la vez</translation>
        </message>
        <message>
            <source>File or folder to make; default: in the backup folder, with database, stage and time in its name</source>
            <translation>Archivo o carpeta que se crea; por defecto: en la carpeta de copias de seguridad, con la base de datos, el entorno y la hora en el nombre</translation>
        </message>
        <message>
            <source>--compress means --format plain.</source>
            <translation>--compress implica --format plain.</translation>
        </message>
        <message>
            <source>“%1” is no form of a backup.</source>
            <translation>“%1” no es ningún formato de copia de seguridad.</translation>
        </message>
        <message>
            <source>One of: custom, directory, plain</source>
            <translation>Uno de estos: custom, directory, plain</translation>
        </message>
        <message>
            <source>List backups, verify them, or delete automatic ones that have expired</source>
            <translation>Listar copias de seguridad, verificarlas o eliminar las automáticas que han caducado</translation>
        </message>
        <message>
            <source>list (the default); verify [FILE...]: exit with 4 where one is damaged; clean: delete automatic ones past keep_automatic_days; delete FILE...: those, whoever made them; kept: databases that restores and resets have put aside</source>
            <translation>list (por omisión); verify [ARCHIVO...]: termina con 4 si alguna está dañada; clean: borra las automáticas más antiguas que keep_automatic_days; delete ARCHIVO...: esas, las hiciera quien las hiciera; kept: bases de datos que restauraciones y restablecimientos han apartado</translation>
        </message>
        <message>
            <source>With verify: restore each into a database that is dropped again, and count its rows</source>
            <translation>Con verify: restaurar cada una en una base de datos que después se elimina, y contar sus filas</translation>
        </message>
        <message>
            <source>--rehearse belongs to verify.</source>
            <translation>--rehearse pertenece a verify.</translation>
        </message>
        <message>
            <source>“%1” is nothing that backups does.</source>
            <translation>“%1” no es nada que haga backups.</translation>
        </message>
        <message>
            <source>One of: list, verify [FILE...], clean, delete FILE..., kept</source>
            <translation>Una de: list, verify [ARCHIVO...], clean, delete ARCHIVO..., kept</translation>
        </message>
        <message>
            <source>Name the backups to delete.</source>
            <translation>Indicar las copias de seguridad que eliminar.</translation>
        </message>
        <message>
            <source>As in: arboristctl backups delete FILE</source>
            <translation>Por ejemplo: arboristctl backups delete FILE</translation>
        </message>
        <message>
            <source>There are no backups.</source>
            <translation>No hay copias de seguridad.</translation>
        </message>
        <message>
            <source>manifest damaged</source>
            <translation>manifiesto dañado</translation>
        </message>
        <message>
            <source>foreign</source>
            <translation>ajena</translation>
        </message>
        <message>
            <source>damaged</source>
            <translation>dañada</translation>
        </message>
        <message>
            <source>verified</source>
            <translation>verificada</translation>
        </message>
        <message>
            <source>restored to try it</source>
            <translation>restaurada para probarla</translation>
        </message>
        <message>
            <source>not verified</source>
            <translation>sin verificar</translation>
        </message>
        <message>
            <source>manual</source>
            <translation>manual</translation>
        </message>
        <message>
            <source>before %1</source>
            <translation>antes de %1</translation>
        </message>
        <message>
            <source>automatic</source>
            <translation>automática</translation>
        </message>
        <message>
            <source>There are no backups in %1.</source>
            <translation>No hay copias de seguridad en %1.</translation>
        </message>
        <message>
            <source>Backup</source>
            <translation>Copia de seguridad</translation>
        </message>
        <message>
            <source>Made</source>
            <translation>Creada</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Tamaño</translation>
        </message>
        <message>
            <source>Rows</source>
            <translation>Filas</translation>
        </message>
        <message>
            <source>Stage</source>
            <translation>Entorno</translation>
        </message>
        <message>
            <source>Origin</source>
            <translation>Origen</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Estado</translation>
        </message>
        <message>
            <source>Backups in %1</source>
            <translation>Copias de seguridad en %1</translation>
        </message>
        <message>
            <source>No restore or reset has put anything aside.</source>
            <translation>Ninguna restauración ni restablecimiento ha apartado nada.</translation>
        </message>
        <message>
            <source>Database or schema</source>
            <translation>Base de datos o esquema</translation>
        </message>
        <message>
            <source>Put aside</source>
            <translation>Apartadas</translation>
        </message>
        <message>
            <source>Kept until</source>
            <translation>Se conserva hasta</translation>
        </message>
        <message>
            <source>To drop it</source>
            <translation>Para eliminarla</translation>
        </message>
        <message>
            <source>schema %1</source>
            <translation>esquema %1</translation>
        </message>
        <message>
            <source>%1: intact (%2).</source>
            <translation>%1: intacta (%2).</translation>
        </message>
        <message>
            <source>%1: damaged.</source>
            <translation>%1: dañada.</translation>
        </message>
        <message>
            <source>Record migrations as applied without running them, or mend the record</source>
            <translation>Registrar migraciones como aplicadas sin ejecutarlas, o corregir el registro</translation>
        </message>
        <message>
            <source>The newest migration that the database contains; it and all before it are recorded</source>
            <translation>La migración más reciente que contiene la base de datos; se registran esta y todas las anteriores</translation>
        </message>
        <message>
            <source>Exactly this one instead; may be given several times</source>
            <translation>Exactamente esta en su lugar; se puede indicar varias veces</translation>
        </message>
        <message>
            <source>Take away the ledger's row of this number: one without a file, or one too many; may be given several times</source>
            <translation>Quitar la fila del registro de migraciones con este número: una sin archivo, o una de más; se puede indicar varias veces</translation>
        </message>
        <message>
            <source>Drizzle 1.0: name the rows that have no name, so that they are not applied again</source>
            <translation>Drizzle 1.0: dar nombre a las filas que no lo tienen, para que no se vuelvan a aplicar</translation>
        </message>
        <message>
            <source>What is to be recorded is missing.</source>
            <translation>Falta lo que se debe registrar.</translation>
        </message>
        <message>
            <source>TAG, --only and mending exclude each other.</source>
            <translation>TAG, --only y las correcciones se excluyen mutuamente.</translation>
        </message>
        <message>
            <source>arboristctl baseline TAG, or --only NAME, --forget-row N, --set-names</source>
            <translation>arboristctl baseline TAG, o --only NAME, --forget-row N, --set-names</translation>
        </message>
        <message>
            <source>“%1” is no number of a row.</source>
            <translation>“%1” no es un número de fila.</translation>
        </message>
        <message>
            <source>No item hierarchy was found in %1.</source>
            <translation>No se encontró ninguna jerarquía de elementos en %1.</translation>
        </message>
        <message>
            <source>Tables with a foreign key to themselves, or with id and parent_id, are found by themselves. Others: [[hierarchy]] in arborist.toml</source>
            <translation>Las tablas con una clave foránea a sí mismas, o con id y parent_id, se encuentran solas. Otras: [[hierarchy]] en arborist.toml</translation>
        </message>
        <message>
            <source>No hierarchy here has an organization column.</source>
            <translation>Ninguna jerarquía tiene aquí una columna de organización.</translation>
        </message>
        <message>
            <source>Leave out -o.</source>
            <translation>Omitir -o.</translation>
        </message>
        <message>
            <source>There is no hierarchy in “%1”.</source>
            <translation>No hay ninguna jerarquía en “%1”.</translation>
        </message>
        <message>
            <source>Hierarchies: %1.</source>
            <translation>Jerarquías: %1.</translation>
        </message>
        <message>
            <source>There are several hierarchies.</source>
            <translation>Hay varias jerarquías.</translation>
        </message>
        <message>
            <source>Name one with --hierarchy: %1</source>
            <translation>Indicar una con --hierarchy: %1</translation>
        </message>
        <message>
            <source>Project folder; default: the nearest parent that looks like one</source>
            <translation>Carpeta del proyecto; por defecto: la superior más cercana que lo parezca</translation>
        </message>
        <message>
            <source>Stage to work on</source>
            <translation>Entorno sobre el que trabajar</translation>
        </message>
        <message>
            <source>A connection string instead of a stage</source>
            <translation>Una cadena de conexión en lugar de un entorno</translation>
        </message>
        <message>
            <source>One JSON document on standard output</source>
            <translation>Un documento JSON en la salida estándar</translation>
        </message>
        <message>
            <source>Print the plan and stop</source>
            <translation>Mostrar el plan y parar</translation>
        </message>
        <message>
            <source>Run only if the plan still has this hash</source>
            <translation>Ejecutar solo si el plan aún tiene este hash</translation>
        </message>
        <message>
            <source>No question</source>
            <translation>Sin preguntas</translation>
        </message>
        <message>
            <source>The stage name that destructive operations need</source>
            <translation>El nombre del entorno que exigen las operaciones destructivas</translation>
        </message>
        <message>
            <source>Where a run's way back is kept</source>
            <translation>Dónde se guarda el camino de vuelta de una ejecución</translation>
        </message>
        <message>
            <source>No backup first, where the stage's rules let it be left out</source>
            <translation>Sin copia de seguridad previa, si las reglas del entorno permiten omitirla</translation>
        </message>
        <message>
            <source>No progress bar</source>
            <translation>Sin barra de progreso</translation>
        </message>
        <message>
            <source>Tell what is being done</source>
            <translation>Indicar qué se está haciendo</translation>
        </message>
        <message>
            <source>Commands: %1. More: arboristctl --help</source>
            <translation>Comandos: %1. Más: arboristctl --help</translation>
        </message>
        <message>
            <source>There is no command “%1”.</source>
            <translation>No existe el comando “%1”.</translation>
        </message>
        <message>
            <source>There is no option “%1”.</source>
            <translation>No existe la opción “%1”.</translation>
        </message>
        <message>
            <source>A command is missing.</source>
            <translation>Falta un comando.</translation>
        </message>
        <message>
            <source>More: arboristctl %1 --help</source>
            <translation>Más: arboristctl %1 --help</translation>
        </message>
        <message>
            <source>Looks after staged PostgreSQL databases and the item hierarchies in them.</source>
            <translation>Cuida bases de datos PostgreSQL con varios entornos y sus jerarquías de elementos.</translation>
        </message>
        <message>
            <source>There is not enough memory.</source>
            <translation>No hay memoria suficiente.</translation>
        </message>
        <message>
            <source>Make an empty migration in the form of the project's tool</source>
            <translation>Crear una migración vacía en la forma de la herramienta del proyecto</translation>
        </message>
        <message>
            <source>What it does: add_tags</source>
            <translation>Lo que hace: add_tags</translation>
        </message>
        <message>
            <source>Which folder of migrations, where there are several</source>
            <translation>Qué carpeta de migraciones, cuando hay varias</translation>
        </message>
        <message>
            <source>Drizzle: a file for the way back as well, which Drizzle itself does not read</source>
            <translation>Drizzle: también un archivo para el camino de vuelta, que el propio Drizzle no lee</translation>
        </message>
        <message>
            <source>%1, protected</source>
            <translation>%1, protegido</translation>
        </message>
        <message>
            <source>%1, read only</source>
            <translation>%1, solo lectura</translation>
        </message>
        <message>
            <source>Environment</source>
            <translation>Ambiente</translation>
        </message>
        <message>
            <source>Project</source>
            <translation>Proyecto</translation>
        </message>
        <message>
            <source>Branch</source>
            <translation>Rama</translation>
        </message>
        <message>
            <source>Host</source>
            <translation>Host</translation>
        </message>
        <message>
            <source>Port</source>
            <translation>Puerto</translation>
        </message>
        <message>
            <source>Database</source>
            <translation>Base de datos</translation>
        </message>
        <message>
            <source>User</source>
            <translation>Usuario</translation>
        </message>
        <message>
            <source>Address from</source>
            <translation>Procedencia de la dirección</translation>
        </message>
        <message>
            <source>Version</source>
            <translation>Versión</translation>
        </message>
        <message>
            <source>Fingerprint</source>
            <translation>Huella</translation>
        </message>
        <message>
            <source>Beware</source>
            <translation>Atención</translation>
        </message>
        <message>
            <source>Not reachable</source>
            <translation>No accesible</translation>
        </message>
        <message>
            <source>Show where the target and the source lead: project, branch, host, database, version, fingerprint</source>
            <translation>Mostrar a dónde llevan el destino y la fuente: proyecto, rama, host, base de datos, versión, huella</translation>
        </message>
        <message>
            <source>Target</source>
            <translation>Destino</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>Fuente</translation>
        </message>
        <message>
            <source>Source: none (arboristctl set source-db)</source>
            <translation>Fuente: ninguna (arboristctl set source-db)</translation>
        </message>
        <message>
            <source>How long to wait for others who use the tables; default: 10s</source>
            <translation>Cuánto esperar a otros que usan las tablas; por defecto: 10s</translation>
        </message>
        <message>
            <source>“%1” is no time for --lock-timeout.</source>
            <translation>“%1” no es un tiempo válido para --lock-timeout.</translation>
        </message>
        <message>
            <source>As in: 2s, 1 min, 0</source>
            <translation>Por ejemplo: 2s, 1 min, 0</translation>
        </message>
        <message>
            <source>The embedded server and its demo workspace</source>
            <translation>El servidor integrado y su espacio de trabajo de demostración</translation>
        </message>
        <message>
            <source>start: make the demo and leave the server running; stop: end the server; url: print the connection string</source>
            <translation>start: crear la demo y dejar el servidor en marcha; stop: detener el servidor; url: mostrar la cadena de conexión</translation>
        </message>
        <message>
            <source>Number of items, 1k to 10M (start)</source>
            <translation>Número de elementos, de 1k a 10M (start)</translation>
        </message>
        <message>
            <source>The demo has no plan to print.</source>
            <translation>La demo no tiene ningún plan que mostrar.</translation>
        </message>
        <message>
            <source>Leave out --dry-run.</source>
            <translation>Omitir --dry-run.</translation>
        </message>
        <message>
            <source>The demo is running on PostgreSQL %1.</source>
            <translation>La demo se ejecuta en PostgreSQL %1.</translation>
        </message>
        <message>
            <source>Project folder</source>
            <translation>Carpeta del proyecto</translation>
        </message>
        <message>
            <source>Connection string</source>
            <translation>Cadena de conexión</translation>
        </message>
        <message>
            <source>To end it</source>
            <translation>Para terminarla</translation>
        </message>
        <message>
            <source>The embedded server has stopped.</source>
            <translation>El servidor integrado se ha detenido.</translation>
        </message>
        <message>
            <source>The embedded server was not running.</source>
            <translation>El servidor integrado no estaba en marcha.</translation>
        </message>
        <message>
            <source>The demo is not running.</source>
            <translation>La demo no está en marcha.</translation>
        </message>
        <message>
            <source>Start it: arboristctl demo start</source>
            <translation>Iniciarla: arboristctl demo start</translation>
        </message>
        <message>
            <source>The demo has no stage “%1”.</source>
            <translation>La demo no tiene ningún entorno “%1”.</translation>
        </message>
        <message>
            <source> (SQLSTATE %1)</source>
            <translation> (SQLSTATE %1)</translation>
        </message>
        <message>
            <source>Where:</source>
            <translation>Dónde:</translation>
        </message>
        <message>
            <source>Detail:</source>
            <translation>Detalle:</translation>
        </message>
        <message>
            <source>Hint:</source>
            <translation>Sugerencia:</translation>
        </message>
        <message>
            <source>Write the rows of all tables, or of some, into a folder</source>
            <translation>Escribir las filas de todas las tablas, o de algunas, en una carpeta</translation>
        </message>
        <message>
            <source>The folder; default: .ds/data/STAGE of the project. An older export there is replaced once the new one is complete</source>
            <translation>La carpeta; por defecto: .ds/data/STAGE del proyecto. Una exportación anterior que haya allí se reemplaza cuando la nueva está completa</translation>
        </message>
        <message>
            <source>Only these: names or patterns with commas between, as in 'items,public.it*'</source>
            <translation>Solo estas: nombres o patrones separados por comas, como en 'items,public.it*'</translation>
        </message>
        <message>
            <source>As CSV, which other programs read; default: the binary form of COPY</source>
            <translation>Como CSV, que otros programas pueden leer; por defecto: la forma binaria de COPY</translation>
        </message>
        <message>
            <source>Connections at the same time; default: by the processors</source>
            <translation>Conexiones a la vez; por defecto: según los procesadores</translation>
        </message>
        <message>
            <source>There is no format “%1”.</source>
            <translation>No existe el formato “%1”.</translation>
        </message>
        <message>
            <source>Give --format %1.</source>
            <translation>Indicar --format %1.</translation>
        </message>
        <message>
            <source>Make a migration from the models, by the project's own command</source>
            <translation>Crear una migración a partir de los modelos, con el comando propio del proyecto</translation>
        </message>
        <message>
            <source>Its name; left out: the tool's own choice</source>
            <translation>Su nombre; si se omite: el que elija la herramienta</translation>
        </message>
        <message>
            <source>drizzle-kit 1.0: whether something is new or renamed: public.items.title=new, public.items.title=name; any number of times</source>
            <translation>drizzle-kit 1.0: si algo es nuevo o renombrado: public.items.title=new, public.items.title=name; cuantas veces se quiera</translation>
        </message>
        <message>
            <source>Take it away again: arboristctl undo %1</source>
            <translation>Para volver a quitarla: arboristctl undo %1</translation>
        </message>
        <message>
            <source>The project has no command for it.</source>
            <translation>El proyecto no tiene ningún comando para ello.</translation>
        </message>
        <message>
            <source>Runs “%1” (%2) in %3.</source>
            <translation>Ejecuta “%1” (%2) en %3.</translation>
        </message>
        <message>
            <source>under way</source>
            <translation>en curso</translation>
        </message>
        <message>
            <source>cut off</source>
            <translation>interrumpida</translation>
        </message>
        <message>
            <source>succeeded</source>
            <translation>correcta</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>con error</translation>
        </message>
        <message>
            <source>cancelled</source>
            <translation>cancelada</translation>
        </message>
        <message>
            <source>refused</source>
            <translation>rechazada</translation>
        </message>
        <message>
            <source>%1, taken back</source>
            <translation>%1, deshecha</translation>
        </message>
        <message>
            <source>%1, way back expired</source>
            <translation>%1, camino de vuelta caducado</translation>
        </message>
        <message>
            <source>There are no runs yet.</source>
            <translation>Aún no hay ejecuciones.</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>Ejecución</translation>
        </message>
        <message>
            <source>Started</source>
            <translation>Inicio</translation>
        </message>
        <message>
            <source>Operation</source>
            <translation>Operación</translation>
        </message>
        <message>
            <source>Who</source>
            <translation>Quién</translation>
        </message>
        <message>
            <source>%1 (%2) was cut off: the program or its machine stopped. What it had committed stays, the rest was rolled back; of what changes all or nothing the next command that reaches the stage says which.</source>
            <translation>%1 (%2) se interrumpió: el programa o su máquina se detuvo. Lo que había confirmado queda, el resto se deshizo; de lo que cambia todo o nada, la próxima orden que llegue a la etapa dice cuál de los dos.</translation>
        </message>
        <message>
            <source>Take it back: arboristctl undo %1. Or go on: run the same operation again.</source>
            <translation>Deshacerla: arboristctl undo %1. O continuar: ejecutar otra vez la misma operación.</translation>
        </message>
        <message>
            <source>To go on, run the same operation again.</source>
            <translation>Para continuar, ejecutar otra vez la misma operación.</translation>
        </message>
        <message>
            <source>List past runs: of this project if there is one, else all</source>
            <translation>Listar las ejecuciones anteriores: las de este proyecto si lo hay, si no todas</translation>
        </message>
        <message>
            <source>At most that many, the newest; default: 20</source>
            <translation>Como máximo ese número, las más recientes; por defecto: 20</translation>
        </message>
        <message>
            <source>Replace rows of tables by those of an export, in one transaction</source>
            <translation>Reemplazar filas de tablas por las de una exportación, en una sola transacción</translation>
        </message>
        <message>
            <source>The folder that export has written</source>
            <translation>La carpeta que escribió export</translation>
        </message>
        <message>
            <source>Only these: names or patterns with commas between</source>
            <translation>Solo estas: nombres o patrones separados por comas</translation>
        </message>
        <message>
            <source>Whether triggers of the tables fire for the rows; default: skip</source>
            <translation>Si los disparadores de las tablas se activan con las filas; por defecto: skip</translation>
        </message>
        <message>
            <source>“%1” is nothing for --triggers.</source>
            <translation>“%1” no es un valor de --triggers.</translation>
        </message>
        <message>
            <source>Write fire or skip.</source>
            <translation>Escribir fire o skip.</translation>
        </message>
        <message>
            <source>Look for what goes wrong when pending migrations run</source>
            <translation>Buscar lo que puede fallar cuando se ejecuten las migraciones pendientes</translation>
        </message>
        <message>
            <source>Files of SQL; default: what is pending on the stage</source>
            <translation>Archivos de SQL; por defecto: lo pendiente en el entorno</translation>
        </message>
        <message>
            <source>Exit with 4 for warnings, too</source>
            <translation>Terminar con 4 también por advertencias</translation>
        </message>
        <message>
            <source>How to tell: for people, as JSON, for JUnit or GitHub</source>
            <translation>Cómo informar: para personas, como JSON, para JUnit o GitHub</translation>
        </message>
        <message>
            <source>Also tell what is only worth a thought (JSON and JUnit always do)</source>
            <translation>Informar también de lo que solo merece una reflexión (JSON y JUnit lo hacen siempre)</translation>
        </message>
        <message>
            <source>List the rules and stop</source>
            <translation>Listar las reglas y terminar</translation>
        </message>
        <message>
            <source>Ask no stage: judge every migration by its text alone</source>
            <translation>No consultar ningún entorno: juzgar cada migración solo por su texto</translation>
        </message>
        <message>
            <source>The migrations are judged by their text alone.</source>
            <translation>Las migraciones se juzgan solo por su texto.</translation>
        </message>
        <message>
            <source>judged by their text alone</source>
            <translation>juzgadas solo por su texto</translation>
        </message>
        <message>
            <source>to run on %1</source>
            <translation>por ejecutar en %1</translation>
        </message>
        <message>
            <source>Migrations %5: %1. Errors: %2, warnings: %3, notes: %4.</source>
            <translation>Migraciones %5: %1. Errores: %2, advertencias: %3, notas: %4.</translation>
        </message>
        <message>
            <source>The notes: --notes</source>
            <translation>Las notas: --notes</translation>
        </message>
        <message>
            <source>Migrations written as code, which only their tool can run: %1.</source>
            <translation>Migraciones escritas como código, que solo su herramienta puede ejecutar: %1.</translation>
        </message>
        <message>
            <source>%1 cannot be read: %2</source>
            <translation>No se puede leer %1: %2</translation>
        </message>
        <message>
            <source>There is no file %1.</source>
            <translation>No existe el archivo %1.</translation>
        </message>
        <message>
            <source>Give files of SQL, or none for what is pending.</source>
            <translation>Indicar archivos de SQL, o ninguno para lo pendiente.</translation>
        </message>
        <message>
            <source>Apply the migrations that are pending</source>
            <translation>Aplicar las migraciones pendientes</translation>
        </message>
        <message>
            <source>The first one to apply; default: the first that is pending</source>
            <translation>La primera que se aplica; por defecto: la primera pendiente</translation>
        </message>
        <message>
            <source>The last one to apply; default: the last there is</source>
            <translation>La última que se aplica; por defecto: la última que hay</translation>
        </message>
        <message>
            <source>Exactly this one, also where its tool would pass it over; may be given several times</source>
            <translation>Exactamente esta, aunque su herramienta la pasara por alto; se puede indicar varias veces</translation>
        </message>
        <message>
            <source>each: one for each migration (the default); all: one for all of them; none: every statement on its own</source>
            <translation>each: una por cada migración (por defecto); all: una para todas; none: cada sentencia por separado</translation>
        </message>
        <message>
            <source>Stage after stage, from development to production; stops at the first that fails</source>
            <translation>Entorno tras entorno, de desarrollo a producción; se detiene en el primero que falle</translation>
        </message>
        <message>
            <source>Only those of SQL, which are all so far</source>
            <translation>Solo las de SQL, que por ahora son todas</translation>
        </message>
        <message>
            <source>repeat or skip the statement at which a former run was cut off, where the catalog does not tell whether it took effect</source>
            <translation>repetir u omitir la sentencia en la que se interrumpió una ejecución anterior, cuando el catálogo no indica si tuvo efecto</translation>
        </message>
        <message>
            <source>Run them on a throw-away copy only, and tell what each statement took: time, locks, tables written anew</source>
            <translation>Ejecutarlas solo en una copia desechable e indicar lo que exigió cada sentencia: tiempo, bloqueos, tablas reescritas</translation>
        </message>
        <message>
            <source>auto: the stage's own server where it is local and unprotected, with all rows where nobody is connected; else embedded: Arborist's own server, without rows; or server</source>
            <translation>auto: el propio servidor del entorno si es local y no está protegido, con todas las filas si no hay nadie conectado; si no, embedded: el servidor propio de Arborist, sin filas; o server</translation>
        </message>
        <message>
            <source>Not begun: %1</source>
            <translation>Sin empezar: %1</translation>
        </message>
        <message>
            <source>--only and --from or --to exclude each other.</source>
            <translation>--only y --from o --to se excluyen mutuamente.</translation>
        </message>
        <message>
            <source>--transaction has no mode “%1”.</source>
            <translation>--transaction no tiene ningún modo “%1”.</translation>
        </message>
        <message>
            <source>Modes: each, all, none.</source>
            <translation>Modos: each, all, none.</translation>
        </message>
        <message>
            <source>--unsure has no way “%1”.</source>
            <translation>--unsure no tiene ninguna opción “%1”.</translation>
        </message>
        <message>
            <source>Ways: repeat, skip.</source>
            <translation>Opciones: repeat, skip.</translation>
        </message>
        <message>
            <source>--all-environments names all stages itself.</source>
            <translation>--all-environments ya indica todos los entornos.</translation>
        </message>
        <message>
            <source>Leave out --target and --db.</source>
            <translation>Omitir --target y --db.</translation>
        </message>
        <message>
            <source>--plan is about one stage.</source>
            <translation>--plan se refiere a un solo entorno.</translation>
        </message>
        <message>
            <source>Leave out --all-environments.</source>
            <translation>Omitir --all-environments.</translation>
        </message>
        <message>
            <source>%1 takes no changes, and is left out.</source>
            <translation>%1 no admite cambios y se omite.</translation>
        </message>
        <message>
            <source>The migrations in this folder, where a project has several</source>
            <translation>Las migraciones de esta carpeta, cuando un proyecto tiene varias</translation>
        </message>
        <message>
            <source>How long a statement waits for a lock before the migration gives way and is tried again later; 0: as long as it takes. Default: 2s</source>
            <translation>Cuánto espera una sentencia un bloqueo antes de que la migración ceda y se reintente más tarde; 0: lo que haga falta. Por defecto: 2s</translation>
        </message>
        <message>
            <source>The project has no migrations.</source>
            <translation>El proyecto no tiene migraciones.</translation>
        </message>
        <message>
            <source>There are no migrations in %1.</source>
            <translation>No hay migraciones en %1.</translation>
        </message>
        <message>
            <source>Name tool and folder in [migrations] of arborist.toml.</source>
            <translation>Indicar herramienta y carpeta en [migrations] de arborist.toml.</translation>
        </message>
        <message>
            <source>The project has several folders of migrations.</source>
            <translation>El proyecto tiene varias carpetas de migraciones.</translation>
        </message>
        <message>
            <source>Name one with --folder: %1</source>
            <translation>Indicar una con --folder: %1</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>Nota</translation>
        </message>
        <message>
            <source>Warning</source>
            <translation>Advertencia</translation>
        </message>
        <message>
            <source>Error</source>
            <translation>Error</translation>
        </message>
        <message>
            <source>Migrations:</source>
            <translation>Migraciones:</translation>
        </message>
        <message>
            <source>%1 (%2): %3 applied, %4 pending</source>
            <translation>%1 (%2): %3 aplicadas, %4 pendientes</translation>
        </message>
        <message>
            <source>Migrations</source>
            <translation>Migraciones</translation>
        </message>
        <message>
            <source>Step</source>
            <translation>Paso</translation>
        </message>
        <message>
            <source>Lock</source>
            <translation>Bloqueo</translation>
        </message>
        <message>
            <source>done</source>
            <translation>hecho</translation>
        </message>
        <message>
            <source>rolled back</source>
            <translation>revertido</translation>
        </message>
        <message>
            <source>skipped</source>
            <translation>omitido</translation>
        </message>
        <message>
            <source>%1: there was nothing to do.</source>
            <translation>%1: no había nada que hacer.</translation>
        </message>
        <message>
            <source>%1: done.</source>
            <translation>%1: terminada.</translation>
        </message>
        <message>
            <source>%1: failed.</source>
            <translation>%1: con error.</translation>
        </message>
        <message>
            <source>%1: cancelled.</source>
            <translation>%1: cancelada.</translation>
        </message>
        <message>
            <source>%1: refused.</source>
            <translation>%1: rechazada.</translation>
        </message>
        <message>
            <source>%1 on %2: database %3 at %4 (%5)</source>
            <translation>%1 en %2: base de datos %3 en %4 (%5)</translation>
        </message>
        <message>
            <source>There is nothing to do.</source>
            <translation>No hay nada que hacer.</translation>
        </message>
        <message>
            <source>What will be lost:</source>
            <translation>Lo que se perderá:</translation>
        </message>
        <message>
            <source>Worth knowing:</source>
            <translation>Conviene saber:</translation>
        </message>
        <message>
            <source>The way back:</source>
            <translation>El camino de vuelta:</translation>
        </message>
        <message>
            <source>It would be refused:</source>
            <translation>Se rechazaría:</translation>
        </message>
        <message>
            <source>Before it runs:</source>
            <translation>Antes de ejecutarse:</translation>
        </message>
        <message>
            <source>To run this plan and no other:</source>
            <translation>Para ejecutar este plan y ningún otro:</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>Hora</translation>
        </message>
        <message>
            <source>Run %1</source>
            <translation>Ejecución %1</translation>
        </message>
        <message>
            <source>; to take it back: arboristctl undo %1</source>
            <translation>; para deshacerla: arboristctl undo %1</translation>
        </message>
        <message>
            <source>%1 %</source>
            <translation>%1 %</translation>
        </message>
        <message>
            <source>%1 of %2</source>
            <translation>%1 de %2</translation>
        </message>
        <message>
            <source>%1/s</source>
            <translation>%1/s</translation>
        </message>
        <message>
            <source>%1 left</source>
            <translation>quedan %1</translation>
        </message>
        <message>
            <source>Bring a local development database up to the models without a migration, by the project's own command</source>
            <translation>Poner al día una base de datos local de desarrollo según los modelos sin migración, con el comando propio del proyecto</translation>
        </message>
        <message>
            <source>Check --file.</source>
            <translation>Comprobar --file.</translation>
        </message>
        <message>
            <source>Run a query that only reads, or with --write SQL that changes rows</source>
            <translation>Ejecutar una consulta que solo lee o, con --write, SQL que cambia filas</translation>
        </message>
        <message>
            <source>A saved query: [queries] in arborist.toml</source>
            <translation>Una consulta guardada: [queries] en arborist.toml</translation>
        </message>
        <message>
            <source>The SQL itself</source>
            <translation>El propio SQL</translation>
        </message>
        <message>
            <source>A file of SQL; - is standard input</source>
            <translation>Un archivo de SQL; - es la entrada estándar</translation>
        </message>
        <message>
            <source>A value for :NAME in the SQL</source>
            <translation>Un valor para :NAME en el SQL</translation>
        </message>
        <message>
            <source>List the saved queries</source>
            <translation>Listar las consultas guardadas</translation>
        </message>
        <message>
            <source>Rows as CSV (RFC 4180)</source>
            <translation>Filas como CSV (RFC 4180)</translation>
        </message>
        <message>
            <source>Rows with tabs, for a spreadsheet</source>
            <translation>Filas con tabuladores, para una hoja de cálculo</translation>
        </message>
        <message>
            <source>Rows as a Markdown table</source>
            <translation>Filas como tabla Markdown</translation>
        </message>
        <message>
            <source>Write the rows there, all or nothing; CSV unless its name ends in .tsv, .json or .md</source>
            <translation>Escribir las filas ahí, todas o ninguna; en CSV salvo que el nombre termine en .tsv, .json o .md</translation>
        </message>
        <message>
            <source>At most that many rows</source>
            <translation>Como máximo ese número de filas</translation>
        </message>
        <message>
            <source>For each statement: 30s, 5min, 0; default: 60s</source>
            <translation>Por sentencia: 30s, 5min, 0; por defecto: 60s</translation>
        </message>
        <message>
            <source>Change rows, with plan, confirmation and undo</source>
            <translation>Cambiar filas, con plan, confirmación y deshacer</translation>
        </message>
        <message>
            <source>A query that reads has no plan to show.</source>
            <translation>Una consulta que lee no tiene ningún plan que mostrar.</translation>
        </message>
        <message>
            <source>--dry-run goes with --write.</source>
            <translation>--dry-run va con --write.</translation>
        </message>
        <message>
            <source>Query</source>
            <translation>Consulta</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>Parámetros</translation>
        </message>
        <message>
            <source>Description</source>
            <translation>Descripción</translation>
        </message>
        <message>
            <source>There are no saved queries.</source>
            <translation>No hay consultas guardadas.</translation>
        </message>
        <message>
            <source>A query is named, or given with --sql or --file.</source>
            <translation>Una consulta se nombra, o se indica con --sql o --file.</translation>
        </message>
        <message>
            <source>One of them, please: query NAME, query --sql TEXT, query --file FILE; query --list shows the names.</source>
            <translation>Una de estas opciones: query NAME, query --sql TEXT, query --file FILE; query --list muestra los nombres.</translation>
        </message>
        <message>
            <source>“%1” is no parameter.</source>
            <translation>“%1” no es un parámetro.</translation>
        </message>
        <message>
            <source>Write --param name=value.</source>
            <translation>Escribir --param name=value.</translation>
        </message>
        <message>
            <source>“%1” is no time for --timeout.</source>
            <translation>“%1” no es un tiempo para --timeout.</translation>
        </message>
        <message>
            <source>Write 30s, 5min, or 0 for none.</source>
            <translation>Escribir 30s, 5min, o 0 para ninguno.</translation>
        </message>
        <message>
            <source>Check [queries] in arborist.toml.</source>
            <translation>Comprobar [queries] en arborist.toml.</translation>
        </message>
        <message>
            <source>There is no saved query “%1”.</source>
            <translation>No existe la consulta guardada “%1”.</translation>
        </message>
        <message>
            <source>Declare it in [queries] of arborist.toml, or give --sql.</source>
            <translation>Declararla en [queries] de arborist.toml, o indicar --sql.</translation>
        </message>
        <message>
            <source>Queries: %1. Others: --sql.</source>
            <translation>Consultas: %1. Otras: --sql.</translation>
        </message>
        <message>
            <source>--csv, --tsv, --markdown and --json exclude each other.</source>
            <translation>--csv, --tsv, --markdown y --json se excluyen mutuamente.</translation>
        </message>
        <message>
            <source>%1: 1 row, %2</source>
            <translation>%1: 1 fila, %2</translation>
        </message>
        <message>
            <source>%1: %2 rows, %3</source>
            <translation>%1: %2 filas, %3</translation>
        </message>
        <message>
            <source>A change has no rows to write or to limit.</source>
            <translation>Un cambio no tiene filas que escribir ni limitar.</translation>
        </message>
        <message>
            <source>Leave the format, --limit and --output out.</source>
            <translation>Omitir el formato, --limit y --output.</translation>
        </message>
        <message>
            <source>There are more rows; --limit stopped at %1.</source>
            <translation>Hay más filas; --limit se detuvo en %1.</translation>
        </message>
        <message>
            <source>%1, %2</source>
            <translation>%1, %2</translation>
        </message>
        <message>
            <source>1 row, %1</source>
            <translation>1 fila, %1</translation>
        </message>
        <message>
            <source>%1 rows, %2</source>
            <translation>%1 filas, %2</translation>
        </message>
        <message>
            <source>There is no repair “%1”.</source>
            <translation>No existe la reparación “%1”.</translation>
        </message>
        <message>
            <source>Repairs: %1. Others: [[recipes]] in arborist.toml</source>
            <translation>Reparaciones: %1. Otras: [[recipes]] en arborist.toml</translation>
        </message>
        <message>
            <source>--rehearse-on has no place “%1”.</source>
            <translation>--rehearse-on no tiene ningún lugar “%1”.</translation>
        </message>
        <message>
            <source>Places: auto, server, embedded.</source>
            <translation>Lugares: auto, server, embedded.</translation>
        </message>
        <message>
            <source>%1 on %2: nobody else reads or writes it</source>
            <translation>%1 sobre %2: nadie más lee ni escribe en ella</translation>
        </message>
        <message>
            <source>%1 on %2: nobody else writes it</source>
            <translation>%1 sobre %2: nadie más escribe en ella</translation>
        </message>
        <message>
            <source>%1 on %2</source>
            <translation>%1 sobre %2</translation>
        </message>
        <message>
            <source>writes %1 anew</source>
            <translation>reescribe %1</translation>
        </message>
        <message>
            <source>Rehearsed on %1.</source>
            <translation>Ensayado en %1.</translation>
        </message>
        <message>
            <source>All of it ran, in %1 ms. The stage was not touched.</source>
            <translation>Se ejecutó todo, en %1 ms. El entorno no se tocó.</translation>
        </message>
        <message>
            <source>Nothing is pending.</source>
            <translation>No hay nada pendiente.</translation>
        </message>
        <message>
            <source>There is no migration “%1”.</source>
            <translation>No existe la migración “%1”.</translation>
        </message>
        <message>
            <source>arboristctl status lists them.</source>
            <translation>arboristctl status las lista.</translation>
        </message>
        <message>
            <source>“repair %1” has no kind “%2”.</source>
            <translation>“repair %1” no tiene ningún tipo “%2”.</translation>
        </message>
        <message>
            <source>Kinds: %1.</source>
            <translation>Tipos: %1.</translation>
        </message>
        <message>
            <source>Write the expected values where items have drifted</source>
            <translation>Escribir los valores esperados donde los elementos tienen desviación</translation>
        </message>
        <message>
            <source>hierarchy: depth and path; aggregations: counts, sums, progress; dates: date ranges; orphans: items whose parent is missing; all: depth, path, aggregations and dates; or the name of one of the project's recipes</source>
            <translation>hierarchy: profundidad y ruta; aggregations: recuentos, sumas, progreso; dates: intervalos de fechas; orphans: elementos cuyo padre falta; all: profundidad, ruta, agregaciones y fechas; o el nombre de una de las recetas del proyecto</translation>
        </message>
        <message>
            <source>The hierarchy in this table</source>
            <translation>La jerarquía de esta tabla</translation>
        </message>
        <message>
            <source>Only the items of this organization</source>
            <translation>Solo los elementos de esta organización</translation>
        </message>
        <message>
            <source>Kinds to repair, too (hierarchy: S1, S2, S4, S8); naming some of the verb's own leaves out its others</source>
            <translation>Tipos que reparar además (hierarchy: S1, S2, S4, S8); si se indican algunos de los propios de la orden, se omiten los demás de ella</translation>
        </message>
        <message>
            <source>What to do with orphans: reattach (the default), promote to roots, delete with all below them</source>
            <translation>Qué hacer con los huérfanos: reattach (por defecto; volver a unir), promote (convertir en raíces), delete (eliminar con todo lo que hay debajo)</translation>
        </message>
        <message>
            <source>With --dry-run --json: list every value that would be written</source>
            <translation>Con --dry-run --json: listar cada valor que se escribiría</translation>
        </message>
        <message>
            <source>“%1” is a recipe: --hierarchy, --kinds and --orphans say nothing to it.</source>
            <translation>“%1” es una receta: --hierarchy, --kinds y --orphans no tienen efecto en ella.</translation>
        </message>
        <message>
            <source>Leave them out; -o limits it to an organization.</source>
            <translation>Omitirlos; -o la limita a una organización.</translation>
        </message>
        <message>
            <source>“repair %1” does nothing to orphans.</source>
            <translation>“repair %1” no hace nada con los huérfanos.</translation>
        </message>
        <message>
            <source>Use --orphans with: repair orphans</source>
            <translation>Usar --orphans con: repair orphans</translation>
        </message>
        <message>
            <source>Orphans cannot be treated by “%1”.</source>
            <translation>“%1” no puede tratar los huérfanos.</translation>
        </message>
        <message>
            <source>Actions: reattach, promote, delete.</source>
            <translation>Acciones: reattach, promote, delete.</translation>
        </message>
        <message>
            <source>Make the database anew: migrations from scratch, then rows of the source or the seed</source>
            <translation>Crear de nuevo la base de datos: migraciones desde cero y después las filas de la fuente o los datos iniciales</translation>
        </message>
        <message>
            <source>Copy one organization only (not yet)</source>
            <translation>Copiar solo una organización (aún no disponible)</translation>
        </message>
        <message>
            <source>Copy the rows of this database, which is only read; default: SOURCE_DB_CONNECTION_STRING</source>
            <translation>Copiar las filas de esta base de datos, que solo se lee; por defecto: SOURCE_DB_CONNECTION_STRING</translation>
        </message>
        <message>
            <source>Reset this database; the same as --db</source>
            <translation>Restablecer esta base de datos; lo mismo que --db</translation>
        </message>
        <message>
            <source>source, seed or none; default: the source if there is one, else the seed if there is one</source>
            <translation>source, seed o none; por defecto: la fuente si la hay; si no, los datos iniciales si los hay</translation>
        </message>
        <message>
            <source>Within the database itself, also where a new one could be made; schemas of their own keep what was there</source>
            <translation>Dentro de la propia base de datos, aunque se pudiera crear una nueva; lo que había se conserva en esquemas aparte</translation>
        </message>
        <message>
            <source>One organization cannot be copied yet: reset copies all rows.</source>
            <translation>Aún no se puede copiar una sola organización: reset copia todas las filas.</translation>
        </message>
        <message>
            <source>Leave out -o, or copy no rows: --data none</source>
            <translation>Omitir -o, o no copiar filas: --data none</translation>
        </message>
        <message>
            <source>--target-db and --db or --target exclude each other.</source>
            <translation>--target-db y --db o --target se excluyen mutuamente.</translation>
        </message>
        <message>
            <source>--data has no choice “%1”.</source>
            <translation>--data no tiene la opción “%1”.</translation>
        </message>
        <message>
            <source>Choices: source, seed, none.</source>
            <translation>Opciones: source, seed, none.</translation>
        </message>
        <message>
            <source>--source-db and --data %1 exclude each other.</source>
            <translation>--source-db y --data %1 se excluyen mutuamente.</translation>
        </message>
        <message>
            <source>Restore a dump of pg_dump</source>
            <translation>Restaurar un volcado de pg_dump</translation>
        </message>
        <message>
            <source>A dump: of the custom, directory or tar form, or a script, also packed by gzip or zstd</source>
            <translation>Un volcado: con formato custom, directory o tar, o un script, también comprimido con gzip o zstd</translation>
        </message>
        <message>
            <source>Into a new database of this name; nothing is replaced</source>
            <translation>En una base de datos nueva con este nombre; no se reemplaza nada</translation>
        </message>
        <message>
            <source>How many tables at a time; default: by the processors</source>
            <translation>Cuántas tablas a la vez; por defecto: según los procesadores</translation>
        </message>
        <message>
            <source>What is in it belongs to the role that restores it</source>
            <translation>Su contenido pertenece al rol que lo restaura</translation>
        </message>
        <message>
            <source>Into the database itself, in one transaction, rather than beside it</source>
            <translation>En la propia base de datos, en una sola transacción, en vez de junto a ella</translation>
        </message>
        <message>
            <source>In place: what depends on what is replaced, and is not in the dump, goes; the plan names it</source>
            <translation>En el mismo lugar: se elimina lo que depende de lo reemplazado y no está en el volcado; el plan lo nombra</translation>
        </message>
        <message>
            <source>Drop the database that this run has put aside, or all that are past keep_automatic_days; no FILE</source>
            <translation>Eliminar la base de datos que esta ejecución ha apartado, o todas las que superan keep_automatic_days; sin FILE</translation>
        </message>
        <message>
            <source>Name one dump to restore.</source>
            <translation>Indicar un volcado que restaurar.</translation>
        </message>
        <message>
            <source>As in: arboristctl restore backups/db/FILE</source>
            <translation>Por ejemplo: arboristctl restore backups/db/FILE</translation>
        </message>
        <message>
            <source>--in-place and --into exclude each other.</source>
            <translation>--in-place y --into se excluyen mutuamente.</translation>
        </message>
        <message>
            <source>Nothing that the run “%1” has put aside is there.</source>
            <translation>No está nada de lo que la ejecución «%1» ha apartado.</translation>
        </message>
        <message>
            <source>arboristctl history shows the runs.</source>
            <translation>arboristctl history muestra las ejecuciones.</translation>
        </message>
        <message>
            <source>Take back the last migrations by their down scripts</source>
            <translation>Deshacer las últimas migraciones con sus scripts de vuelta (down)</translation>
        </message>
        <message>
            <source>How many, newest first; default: 1</source>
            <translation>Cuántas, empezando por la más reciente; por defecto: 1</translation>
        </message>
        <message>
            <source>All that come after this one, which stays; with --propose: the one to propose for</source>
            <translation>Todas las posteriores a esta, que se mantiene; con --propose: aquella para la que se propone</translation>
        </message>
        <message>
            <source>Exactly this one, which must be among the last; may be given several times</source>
            <translation>Exactamente esta, que debe estar entre las últimas; se puede indicar varias veces</translation>
        </message>
        <message>
            <source>Drizzle: print what a down script of the last one could be, from the snapshots; nothing is run</source>
            <translation>Drizzle: mostrar cuál podría ser un script de vuelta (down) de la última, según los snapshots; no se ejecuta nada</translation>
        </message>
        <message>
            <source>With --propose: write it beside the migration, to be read there</source>
            <translation>Con --propose: escribirlo junto a la migración, para leerlo allí</translation>
        </message>
        <message>
            <source>y</source>
            <translation>s</translation>
        </message>
        <message>
            <source>yes</source>
            <translation>sí</translation>
        </message>
        <message>
            <source>Go on? [y/N] </source>
            <translation>¿Continuar? [s/N] </translation>
        </message>
        <message>
            <source>Type the name of the stage, %1, to go on: </source>
            <translation>Escribir el nombre del entorno, %1, para continuar: </translation>
        </message>
        <message>
            <source>Compare every derived value of the item hierarchy with what is expected</source>
            <translation>Comparar cada valor derivado de la jerarquía de elementos con el esperado</translation>
        </message>
        <message>
            <source>Only the hierarchy in this table</source>
            <translation>Solo la jerarquía de esta tabla</translation>
        </message>
        <message>
            <source>Take this rule, as [hierarchy.rules] in arborist.toml writes it: estimate_sum=leaves, progress.by=counts; may be repeated</source>
            <translation>Tomar esta regla, tal como se escribe en [hierarchy.rules] de arborist.toml: estimate_sum=leaves, progress.by=counts; se puede repetir</translation>
        </message>
        <message>
            <source>Keep these rules for the project on this machine: later scans and repairs take them, too</source>
            <translation>Guardar estas reglas para el proyecto en este equipo: también las toman los análisis y reparaciones posteriores</translation>
        </message>
        <message>
            <source>First forget the rules kept for the hierarchy</source>
            <translation>Olvidar primero las reglas guardadas para la jerarquía</translation>
        </message>
        <message>
            <source>List every value that differs</source>
            <translation>Listar cada valor que difiere</translation>
        </message>
        <message>
            <source>Also write the counts to this file, for Prometheus</source>
            <translation>Escribir también los recuentos en este archivo, para Prometheus</translation>
        </message>
        <message>
            <source>Exit with 4 when items have drifted</source>
            <translation>Terminar con 4 si hay elementos con desviación</translation>
        </message>
        <message>
            <source>The organization “%1” has no items.</source>
            <translation>La organización “%1” no tiene elementos.</translation>
        </message>
        <message>
            <source>Give its id as it stands in the table.</source>
            <translation>Indicar su id tal como figura en la tabla.</translation>
        </message>
        <message>
            <source>--keep-rules keeps what --rule says.</source>
            <translation>--keep-rules guarda lo que indica --rule.</translation>
        </message>
        <message>
            <source>Give one, as in --rule estimate_sum=leaves</source>
            <translation>Indicar una, como en --rule estimate_sum=leaves</translation>
        </message>
        <message>
            <source>%1 on %2 is empty.</source>
            <translation>%1 en %2 está vacía.</translation>
        </message>
        <message>
            <source>%1 on %2 is healthy: all %3 items hold what is expected.</source>
            <translation>%1 en %2 está sana: los %3 elementos contienen lo esperado.</translation>
        </message>
        <message>
            <source>%1 on %2: %3 of %4 items have drifted (%5).</source>
            <translation>%1 en %2: %3 de %4 elementos tienen desviación (%5).</translation>
        </message>
        <message>
            <source>Organizations</source>
            <translation>Organizaciones</translation>
        </message>
        <message>
            <source>Deepest level</source>
            <translation>Nivel más profundo</translation>
        </message>
        <message>
            <source>Items where drift began</source>
            <translation>Elementos donde empezó la desviación</translation>
        </message>
        <message>
            <source>Items below an orphan</source>
            <translation>Elementos bajo un huérfano</translation>
        </message>
        <message>
            <source>In flight, not counted</source>
            <translation>En curso, no contados</translation>
        </message>
        <message>
            <source>NULL stored for 0, not counted</source>
            <translation>NULL almacenado en lugar de 0, no contados</translation>
        </message>
        <message>
            <source>Scanned in</source>
            <translation>Analizado en</translation>
        </message>
        <message>
            <source>%1, %2 items/s</source>
            <translation>%1, %2 elementos/s</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>Tipo</translation>
        </message>
        <message>
            <source>Drift</source>
            <translation>Desviación</translation>
        </message>
        <message>
            <source>Items</source>
            <translation>Elementos</translation>
        </message>
        <message>
            <source>Origins</source>
            <translation>Orígenes</translation>
        </message>
        <message>
            <source>Repairable</source>
            <translation>Reparables</translation>
        </message>
        <message>
            <source>Organizations with the most drift</source>
            <translation>Organizaciones con más desviación</translation>
        </message>
        <message>
            <source>Drifted</source>
            <translation>Con desviación</translation>
        </message>
        <message>
            <source>Share</source>
            <translation>Proporción</translation>
        </message>
        <message>
            <source>without organization</source>
            <translation>sin organización</translation>
        </message>
        <message>
            <source>Column</source>
            <translation>Columna</translation>
        </message>
        <message>
            <source>Rule</source>
            <translation>Regla</translation>
        </message>
        <message>
            <source>Agrees</source>
            <translation>Coincide</translation>
        </message>
        <message>
            <source>rule unclear, not checked: %1</source>
            <translation>regla poco clara, sin comprobar: %1</translation>
        </message>
        <message>
            <source> or </source>
            <translation> o </translation>
        </message>
        <message>
            <source>rule unknown, not checked</source>
            <translation>regla desconocida, sin comprobar</translation>
        </message>
        <message>
            <source>rule unknown, not checked (tried: %1)</source>
            <translation>regla desconocida, sin comprobar (probada: %1)</translation>
        </message>
        <message>
            <source>%1 (kept on this machine)</source>
            <translation>%1 (guardada en este equipo)</translation>
        </message>
        <message>
            <source>What it could be</source>
            <translation>Qué podría ser</translation>
        </message>
        <message>
            <source>Say so with</source>
            <translation>Indicarlo con</translation>
        </message>
        <message>
            <source>Item</source>
            <translation>Elemento</translation>
        </message>
        <message>
            <source>Organization</source>
            <translation>Organización</translation>
        </message>
        <message>
            <source>Stored</source>
            <translation>Almacenado</translation>
        </message>
        <message>
            <source>Expected</source>
            <translation>Esperado</translation>
        </message>
        <message>
            <source>Began here</source>
            <translation>Empezó aquí</translation>
        </message>
        <message>
            <source>Put a stage's address into the keychain (set), or take it out (forget)</source>
            <translation>Guardar en el llavero la dirección de un entorno (set), o quitarla de él (forget)</translation>
        </message>
        <message>
            <source>set asks for the address and does not show it, or reads it from standard input; it is never an argument</source>
            <translation>set pregunta por la dirección y no la muestra, o la lee de la entrada estándar; nunca es un argumento</translation>
        </message>
        <message>
            <source>What follows keychain: in the url of a stage</source>
            <translation>Lo que sigue a keychain: en la url de un entorno</translation>
        </message>
        <message>
            <source>The keychain keeps it. A stage reads it by: url = "keychain:%1"</source>
            <translation>El llavero la guarda. Un entorno la lee con: url = "keychain:%1"</translation>
        </message>
        <message>
            <source>The keychain has no entry “%1” any more.</source>
            <translation>El llavero ya no tiene la entrada “%1”.</translation>
        </message>
        <message>
            <source>Address with its password (postgresql://…): </source>
            <translation>Dirección con su contraseña (postgresql://…): </translation>
        </message>
        <message>
            <source>There is no address; nothing was stored.</source>
            <translation>No hay dirección; no se guardó nada.</translation>
        </message>
        <message>
            <source>Type it when asked, or send it to standard input: arboristctl secret set %1 &lt; FILE</source>
            <translation>Escribirla cuando se pida, o enviarla a la entrada estándar: arboristctl secret set %1 &lt; FILE</translation>
        </message>
        <message>
            <source>Fill tables from the project's seed: *.sql, *.csv and *.json</source>
            <translation>Llenar tablas con los datos iniciales del proyecto: *.sql, *.csv y *.json</translation>
        </message>
        <message>
            <source>Archive and empty the seed's tables first, with those that refer to them</source>
            <translation>Archivar y vaciar antes las tablas de los datos iniciales, con las que hacen referencia a ellas</translation>
        </message>
        <message>
            <source>Only this file or table, as in: users; may be given several times</source>
            <translation>Solo este archivo o tabla, por ejemplo: users; se puede indicar varias veces</translation>
        </message>
        <message>
            <source>Make up believable rows in place of the seed: users=100,items=5000</source>
            <translation>Inventar filas creíbles en lugar de los datos iniciales: users=100,items=5000</translation>
        </message>
        <message>
            <source>With --generate: the same number makes the same rows; default: 1</source>
            <translation>Con --generate: el mismo número crea las mismas filas; por defecto: 1</translation>
        </message>
        <message>
            <source>--generate and --fresh or --only exclude each other.</source>
            <translation>--generate y --fresh o --only se excluyen mutuamente.</translation>
        </message>
        <message>
            <source>The project is seeded by its own command, which knows no --only.</source>
            <translation>Los datos iniciales del proyecto los carga su propio comando, que no conoce --only.</translation>
        </message>
        <message>
            <source>Name a folder of files under [seed] in arborist.toml.</source>
            <translation>Indicar una carpeta de archivos en [seed] de arborist.toml.</translation>
        </message>
        <message>
            <source>--db and --target exclude each other.</source>
            <translation>--db y --target se excluyen mutuamente.</translation>
        </message>
        <message>
            <source>--db takes the place of a stage.</source>
            <translation>--db ocupa el lugar de un entorno.</translation>
        </message>
        <message>
            <source>There is no project at or above %1.</source>
            <translation>No hay ningún proyecto en %1 ni por encima.</translation>
        </message>
        <message>
            <source>Name its folder with --workspace, or a database with --db. Without either: arboristctl demo start</source>
            <translation>Indicar su carpeta con --workspace o una base de datos con --db. Sin ninguno: arboristctl demo start</translation>
        </message>
        <message>
            <source>There is no folder %1.</source>
            <translation>No existe la carpeta %1.</translation>
        </message>
        <message>
            <source>Check --workspace.</source>
            <translation>Comprobar --workspace.</translation>
        </message>
        <message>
            <source>Reading the workspace %1</source>
            <translation>Leyendo el espacio de trabajo %1</translation>
        </message>
        <message>
            <source>The project %1 has no stage.</source>
            <translation>El proyecto %1 no tiene ningún entorno.</translation>
        </message>
        <message>
            <source>Give it a database URL in .env or arborist.toml, or name one with --db.</source>
            <translation>Darle una URL de base de datos en .env o arborist.toml, o indicar una con --db.</translation>
        </message>
        <message>
            <source>There is no stage “%1”.</source>
            <translation>No existe el entorno “%1”.</translation>
        </message>
        <message>
            <source>Stages: %1.</source>
            <translation>Entornos: %1.</translation>
        </message>
        <message>
            <source>Connecting to %1</source>
            <translation>Conectando a %1</translation>
        </message>
        <message>
            <source>Connected in %1, PostgreSQL %2</source>
            <translation>Conectado en %1, PostgreSQL %2</translation>
        </message>
        <message>
            <source>Give the name of a stage whose address is to be used; or an address without a password; or -, and the address on standard input.</source>
            <translation>Indicar el nombre de un entorno cuya dirección se deba usar; o una dirección sin contraseña; o -, y la dirección por la entrada estándar.</translation>
        </message>
        <message>
            <source>No database is named, and nobody can be asked.</source>
            <translation>No se indica ninguna base de datos y no hay a quién preguntar.</translation>
        </message>
        <message>
            <source>(no address)</source>
            <translation>(sin dirección)</translation>
        </message>
        <message>
            <source>Number or name of a stage, or an address: </source>
            <translation>Número o nombre de un entorno, o una dirección: </translation>
        </message>
        <message>
            <source>Password (empty: none): </source>
            <translation>Contraseña (vacía: ninguna): </translation>
        </message>
        <message>
            <source>Point the target (target-db) or the source (source-db) to another database, in .env</source>
            <translation>Dirigir el destino (target-db) o la fuente (source-db) a otra base de datos, en .env</translation>
        </message>
        <message>
            <source>target-db writes DB_CONNECTION_STRING, or what else the stage's address is read from; source-db SOURCE_DB_CONNECTION_STRING</source>
            <translation>target-db escribe DB_CONNECTION_STRING, o la variable de la que se lea la dirección del entorno; source-db, SOURCE_DB_CONNECTION_STRING</translation>
        </message>
        <message>
            <source>A stage of the workspace; or an address; or - to read the address from standard input, which keeps a password out of the list of processes. Left out: asked for on a terminal</source>
            <translation>Un entorno del espacio de trabajo; o una dirección; o - para leer la dirección de la entrada estándar, lo que mantiene una contraseña fuera de la lista de procesos. Si se omite: se pregunta en un terminal</translation>
        </message>
        <message>
            <source>There is no address on standard input.</source>
            <translation>No hay ninguna dirección en la entrada estándar.</translation>
        </message>
        <message>
            <source>There is no stage “%1”, and it is no address either.</source>
            <translation>No existe el entorno “%1”, y tampoco es una dirección.</translation>
        </message>
        <message>
            <source>List the stages: environment, protection, address, reachable or not</source>
            <translation>Listar los entornos: ambiente, protección, dirección, accesible o no</translation>
        </message>
        <message>
            <source>trust STAGE: accept the database that the stage leads to now</source>
            <translation>trust STAGE: aceptar la base de datos a la que lleva ahora el entorno</translation>
        </message>
        <message>
            <source>What is allowed on each stage, from a desk and from a pipeline</source>
            <translation>Qué está permitido en cada entorno, desde un puesto y desde un pipeline</translation>
        </message>
        <message>
            <source>“stages %1” is not known.</source>
            <translation>“stages %1” no se conoce.</translation>
        </message>
        <message>
            <source>Either stages alone, or: arboristctl stages trust STAGE</source>
            <translation>O bien stages solo, o bien: arboristctl stages trust STAGE</translation>
        </message>
        <message>
            <source>%1 has no stages.</source>
            <translation>%1 no tiene entornos.</translation>
        </message>
        <message>
            <source>Protected</source>
            <translation>Protegido</translation>
        </message>
        <message>
            <source>Address</source>
            <translation>Dirección</translation>
        </message>
        <message>
            <source>Server</source>
            <translation>Servidor</translation>
        </message>
        <message>
            <source>answers in %1 ms</source>
            <translation>responde en %1 ms</translation>
        </message>
        <message>
            <source>%1, backup %2</source>
            <translation>%1, copia de seguridad %2</translation>
        </message>
        <message>
            <source>%1 (%2%3)</source>
            <translation>%1 (%2%3)</translation>
        </message>
        <message>
            <source>, read only</source>
            <translation>, solo lectura</translation>
        </message>
        <message>
            <source>, protected</source>
            <translation>, protegido</translation>
        </message>
        <message>
            <source>From a desk</source>
            <translation>Desde un puesto</translation>
        </message>
        <message>
            <source>From a pipeline</source>
            <translation>Desde un pipeline</translation>
        </message>
        <message>
            <source>PostgreSQL %1, a standby</source>
            <translation>PostgreSQL %1, en espera</translation>
        </message>
        <message>
            <source>PostgreSQL %1</source>
            <translation>PostgreSQL %1</translation>
        </message>
        <message>
            <source>Tables</source>
            <translation>Tablas</translation>
        </message>
        <message>
            <source>Connections</source>
            <translation>Conexiones</translation>
        </message>
        <message>
            <source>Last scan</source>
            <translation>Último análisis</translation>
        </message>
        <message>
            <source>%1: %2 of %3 items of %4 have drifted</source>
            <translation>%1: %2 de %3 elementos de %4 tienen desviación</translation>
        </message>
        <message>
            <source>Largest tables</source>
            <translation>Tablas más grandes</translation>
        </message>
        <message>
            <source>Rows, about</source>
            <translation>Filas, aprox.</translation>
        </message>
        <message>
            <source>Nothing needs attention.</source>
            <translation>Nada requiere atención.</translation>
        </message>
        <message>
            <source>Needs attention:</source>
            <translation>Requiere atención:</translation>
        </message>
        <message>
            <source>Show how the database is: version, tables, sizes, health</source>
            <translation>Mostrar cómo está la base de datos: versión, tablas, tamaños, salud</translation>
        </message>
        <message>
            <source>Exit with 4 when something needs attention; pending migrations are no reason</source>
            <translation>Terminar con 4 cuando algo requiera atención; las migraciones pendientes no son motivo</translation>
        </message>
        <message>
            <source>For pipelines: JUnit XML, or annotations of GitHub</source>
            <translation>Para pipelines: JUnit XML, o anotaciones de GitHub</translation>
        </message>
        <message>
            <source>%1: database %2 at %3</source>
            <translation>%1: base de datos %2 en %3</translation>
        </message>
        <message>
            <source>The output cannot be written: %1.</source>
            <translation>No se puede escribir la salida: %1.</translation>
        </message>
        <message>
            <source>Check where it is led to, and the space left there.</source>
            <translation>Comprobar a dónde se dirige y el espacio libre allí.</translation>
        </message>
        <message>
            <source>Test accounts:</source>
            <translation>Cuentas de prueba:</translation>
        </message>
        <message>
            <source>under %1 %</source>
            <translation>menos de %1 %</translation>
        </message>
        <message>
            <source>over %1 %</source>
            <translation>más de %1 %</translation>
        </message>
        <message>
            <source>%1 ms</source>
            <translation>%1 ms</translation>
        </message>
        <message>
            <source>%1 s</source>
            <translation>%1 s</translation>
        </message>
        <message>
            <source>%1 min %2 s</source>
            <translation>%1 min %2 s</translation>
        </message>
        <message>
            <source>no</source>
            <translation>no</translation>
        </message>
        <message>
            <source>There is no run that could be taken back.</source>
            <translation>No hay ninguna ejecución que se pueda deshacer.</translation>
        </message>
        <message>
            <source>There is no run that could be taken back on %1.</source>
            <translation>No hay ninguna ejecución que se pueda deshacer en %1.</translation>
        </message>
        <message>
            <source>arboristctl history shows what there was.</source>
            <translation>arboristctl history muestra lo que hubo.</translation>
        </message>
        <message>
            <source>There is no run “%1”.</source>
            <translation>No existe la ejecución “%1”.</translation>
        </message>
        <message>
            <source>Take back what a run changed</source>
            <translation>Deshacer lo que cambió una ejecución</translation>
        </message>
        <message>
            <source>Number of the run, as history shows it, or last</source>
            <translation>Número de la ejecución, tal como lo muestra history, o last</translation>
        </message>
        <message>
            <source>Take all rows out of all tables, or of some; undo puts them back</source>
            <translation>Quitar todas las filas de todas las tablas, o de algunas; undo las devuelve</translation>
        </message>
        <message>
            <source>Take along the tables that refer to them; the plan names each</source>
            <translation>Incluir las tablas que hacen referencia a ellas; el plan nombra cada una</translation>
        </message>
        <message>
            <source>Let numbers go on where they are; default: from the start</source>
            <translation>Dejar que los números sigan donde están; por defecto: desde el principio</translation>
        </message>
        <message>
            <source>Start the server, or check folder and port: its socket would be %1/.s.PGSQL.%2.</source>
            <translation>Iniciar el servidor, o comprobar carpeta y puerto: su socket sería %1/.s.PGSQL.%2.</translation>
        </message>
        <message>
            <source>Start the server ("systemctl start postgresql", "docker compose up"), or check the port.</source>
            <translation>Iniciar el servidor ("systemctl start postgresql", "docker compose up") o comprobar el puerto.</translation>
        </message>
        <message>
            <source>Check host and port, that the server runs and listens on this address, and that a firewall or security group lets you through.</source>
            <translation>Comprobar host y puerto, que el servidor esté en marcha y escuche en esta dirección, y que un cortafuegos o grupo de seguridad permita el paso.</translation>
        </message>
        <message>
            <source>Check the user name (upper and lower case differ); "psql -c '\du'" lists the roles. A role needs LOGIN.</source>
            <translation>Comprobar el nombre de usuario (se distinguen mayúsculas y minúsculas); "psql -c '\du'" lista los roles. Un rol necesita LOGIN.</translation>
        </message>
        <message>
            <source>The server's pg_hba.conf does not admit user "%1" to database "%2" from here. Connect from an admitted address, or let an administrator add a line and reload.</source>
            <translation>El pg_hba.conf del servidor no admite al usuario "%1" en la base de datos "%2" desde aquí. Conectarse desde una dirección admitida, o hacer que un administrador añada una línea y recargue.</translation>
        </message>
        <message>
            <source>It may admit encrypted connections only: add sslmode=require.</source>
            <translation>Puede que solo admita conexiones cifradas: añadir sslmode=require.</translation>
        </message>
        <message>
            <source>The server at %1 offers no TLS, and the connection asks for it (sslmode=%2).</source>
            <translation>El servidor en %1 no ofrece TLS y la conexión lo pide (sslmode=%2).</translation>
        </message>
        <message>
            <source>Turn on ssl at the server, or use sslmode=prefer where the network is trusted.</source>
            <translation>Activar ssl en el servidor, o usar sslmode=prefer donde la red sea de confianza.</translation>
        </message>
        <message>
            <source>No secure connection to %1 could be made (sslmode=%2).</source>
            <translation>No se pudo establecer una conexión segura con %1 (sslmode=%2).</translation>
        </message>
        <message>
            <source>Give the certificate of the authority that signed the server's with sslrootcert=FILE, check that the host name is the one in the certificate, or use sslmode=require, which does not check it.</source>
            <translation>Indicar con sslrootcert=FILE el certificado de la autoridad que firmó el del servidor, comprobar que el nombre del host es el del certificado, o usar sslmode=require, que no lo comprueba.</translation>
        </message>
        <message>
            <source>No server answers at %1.</source>
            <translation>Ningún servidor responde en %1.</translation>
        </message>
        <message>
            <source>The server at %1 cannot be reached.</source>
            <translation>No se puede acceder al servidor en %1.</translation>
        </message>
        <message>
            <source>Check the network, the VPN, and that a firewall or security group lets you through.</source>
            <translation>Comprobar la red, la VPN y que un cortafuegos o grupo de seguridad permita el paso.</translation>
        </message>
        <message>
            <source>The socket in %1 may not be opened.</source>
            <translation>No está permitido abrir el socket en %1.</translation>
        </message>
        <message>
            <source>Use an account that may open the server's socket folder, or connect over TCP.</source>
            <translation>Usar una cuenta que pueda abrir la carpeta del socket del servidor, o conectarse por TCP.</translation>
        </message>
        <message>
            <source>There is no host named %1.</source>
            <translation>No existe ningún host llamado %1.</translation>
        </message>
        <message>
            <source>Check the host's name, the network and the VPN.</source>
            <translation>Comprobar el nombre del host, la red y la VPN.</translation>
        </message>
        <message>
            <source>The program at %1 hung up before it said who it is.</source>
            <translation>El programa en %1 colgó antes de identificarse.</translation>
        </message>
        <message>
            <source>Check the port: this may not be a PostgreSQL server, or it is just starting or crashed. Its log tells.</source>
            <translation>Comprobar el puerto: puede que no sea un servidor PostgreSQL, o que esté arrancando o haya fallado. Su registro lo dice.</translation>
        </message>
        <message>
            <source>Check the connection string.</source>
            <translation>Comprobar la cadena de conexión.</translation>
        </message>
        <message>
            <source>The server at %1 asks for a password of user "%2", and none was given.</source>
            <translation>El servidor en %1 pide una contraseña del usuario "%2" y no se dio ninguna.</translation>
        </message>
        <message>
            <source>Put it into the connection string (postgresql://user:password@host/...), into PGPASSWORD, or into ~/.pgpass (permissions 0600).</source>
            <translation>Ponerla en la cadena de conexión (postgresql://user:password@host/...), en PGPASSWORD o en ~/.pgpass (permisos 0600).</translation>
        </message>
        <message>
            <source>The server at %1 did not answer within %2 s.</source>
            <translation>El servidor en %1 no respondió en %2 s.</translation>
        </message>
        <message>
            <source>Check the network, the VPN, and that a firewall or security group lets you through. A sleeping or far server may need more time: connect_timeout=SECONDS.</source>
            <translation>Comprobar la red, la VPN y que un cortafuegos o grupo de seguridad permita el paso. Un servidor dormido o lejano puede necesitar más tiempo: connect_timeout=SECONDS.</translation>
        </message>
        <message>
            <source>The statement has a NUL character in it.</source>
            <translation>La sentencia contiene un carácter NUL.</translation>
        </message>
        <message>
            <source>A text has a NUL character in it, which PostgreSQL cannot store.</source>
            <translation>Un texto contiene un carácter NUL, que PostgreSQL no puede almacenar.</translation>
        </message>
        <message>
            <source>The statement is not the COPY expected.</source>
            <translation>La sentencia no es el COPY esperado.</translation>
        </message>
        <message>
            <source>The connection is closed.</source>
            <translation>La conexión está cerrada.</translation>
        </message>
        <message>
            <source>Write it as postgresql://user:password@host:5432/database. In user name and password, write % as %25, @ as %40, : as %3A, / as %2F and # as %23.</source>
            <translation>Escribirla como postgresql://user:password@host:5432/database. En usuario y contraseña, escribir % como %25, @ como %40, : como %3A, / como %2F y # como %23.</translation>
        </message>
        <message>
            <source>Write postgresql://user:password@host:5432/database or "host=... port=5432 dbname=... user=..."; a value with spaces stands in single quotes.</source>
            <translation>Escribir postgresql://user:password@host:5432/database o "host=... port=5432 dbname=... user=..."; un valor con espacios va entre comillas simples.</translation>
        </message>
        <message>
            <source>The connection string is empty.</source>
            <translation>La cadena de conexión está vacía.</translation>
        </message>
        <message>
            <source>The connection string has an "@" or "/" too many.</source>
            <translation>La cadena de conexión tiene una «@» o una «/» de más.</translation>
        </message>
        <message>
            <source>This is not a PostgreSQL connection string.</source>
            <translation>Esto no es una cadena de conexión de PostgreSQL.</translation>
        </message>
        <message>
            <source>The connection string cannot be read: %1</source>
            <translation>No se puede leer la cadena de conexión: %1</translation>
        </message>
        <message>
            <source>%1 via %2</source>
            <translation>%1 vía %2</translation>
        </message>
        <message>
            <source>%1 could not be started: %2.</source>
            <translation>No se pudo iniciar %1: %2.</translation>
        </message>
        <message>
            <source>Try the command in a terminal.</source>
            <translation>Probar el comando en un terminal.</translation>
        </message>
        <message>
            <source>there is no folder %1</source>
            <translation>no existe la carpeta %1</translation>
        </message>
        <message>
            <source>Check the project's folders.</source>
            <translation>Comprobar las carpetas del proyecto.</translation>
        </message>
        <message>
            <source>it was not found</source>
            <translation>no se encontró</translation>
        </message>
        <message>
            <source>Install it, or start Arborist where PATH leads to it: a program started from the desktop may have another PATH than your terminal.</source>
            <translation>Instalarlo, o iniciar Arborist donde PATH lleve hasta él: un programa iniciado desde el escritorio puede tener un PATH distinto del del terminal.</translation>
        </message>
        <message>
            <source>The server sent a COPY of an unknown format.</source>
            <translation>El servidor envió un COPY de formato desconocido.</translation>
        </message>
        <message>
            <source>Free some room on the disk.</source>
            <translation>Liberar espacio en el disco.</translation>
        </message>
        <message>
            <source>A part of the path is a file. Choose another folder; that of Arborist's own files is set by ARBORIST_DATA_DIR.</source>
            <translation>Una parte de la ruta es un archivo. Elija otra carpeta; la de los archivos propios de Arborist la fija ARBORIST_DATA_DIR.</translation>
        </message>
        <message>
            <source>Choose a folder that you may write to; that of Arborist's own files is set by ARBORIST_DATA_DIR.</source>
            <translation>Elija una carpeta en la que pueda escribir; la de los archivos propios de Arborist la fija ARBORIST_DATA_DIR.</translation>
        </message>
        <message>
            <source>The folder %1 cannot be made: %2.</source>
            <translation>No se puede crear la carpeta %1: %2.</translation>
        </message>
        <message>
            <source>a file has its name</source>
            <translation>un archivo tiene su nombre</translation>
        </message>
        <message>
            <source>a table of an extension</source>
            <translation>una tabla de una extensión</translation>
        </message>
        <message>
            <source>1 table</source>
            <translation>1 tabla</translation>
        </message>
        <message>
            <source>%1 tables</source>
            <translation>%1 tablas</translation>
        </message>
        <message>
            <source>the record of applied migrations</source>
            <translation>el registro de migraciones aplicadas</translation>
        </message>
        <message>
            <source>a table of this program</source>
            <translation>una tabla de este programa</translation>
        </message>
        <message>
            <source>1 row</source>
            <translation>1 fila</translation>
        </message>
        <message>
            <source>%1 rows</source>
            <translation>%1 filas</translation>
        </message>
        <message>
            <source>Rows unknown</source>
            <translation>Filas desconocidas</translation>
        </message>
        <message>
            <source>None</source>
            <translation>Ninguna</translation>
        </message>
        <message>
            <source>%1 in %2</source>
            <translation>%1 en %2</translation>
        </message>
        <message>
            <source>%1 rows inserted, changed or deleted since the server's statistics were reset; never analyzed.</source>
            <translation>%1 filas insertadas, cambiadas o eliminadas desde que se restablecieron las estadísticas del servidor; nunca analizada.</translation>
        </message>
        <message>
            <source>%1 rows inserted, changed or deleted since the table was analyzed %2; %3 since the server's statistics were reset.</source>
            <translation>%1 filas insertadas, cambiadas o eliminadas desde que se analizó la tabla, %2; %3 desde que se restablecieron las estadísticas del servidor.</translation>
        </message>
        <message>
            <source>%1 and %2 more</source>
            <translation>%1 y %2 más</translation>
        </message>
        <message>
            <source>Dates</source>
            <translation>Fechas</translation>
        </message>
        <message>
            <source>Dates, %1</source>
            <translation>Fechas, %1</translation>
        </message>
        <message>
            <source>Dates, %1–%2</source>
            <translation>Fechas, %1–%2</translation>
        </message>
        <message>
            <source>The demo's file %1 cannot be written.</source>
            <translation>No se puede escribir el archivo %1 de la demo.</translation>
        </message>
        <message>
            <source>Check the folder's permissions and the space left on the disk.</source>
            <translation>Comprobar los permisos de la carpeta y el espacio libre en el disco.</translation>
        </message>
        <message>
            <source>A demo of %1 items cannot be made.</source>
            <translation>No se puede crear una demo de %1 elementos.</translation>
        </message>
        <message>
            <source>Choose a size from %1 to %2 items.</source>
            <translation>Elegir un tamaño de %1 a %2 elementos.</translation>
        </message>
        <message>
            <source>The program lacks its file %1.</source>
            <translation>Al programa le falta su archivo %1.</translation>
        </message>
        <message>
            <source>Install Arborist anew.</source>
            <translation>Volver a instalar Arborist.</translation>
        </message>
        <message>
            <source>Making indexes of stage %1</source>
            <translation>Creando índices del entorno %1</translation>
        </message>
        <message>
            <source>Making stage %1</source>
            <translation>Creando el entorno %1</translation>
        </message>
        <message>
            <source>items</source>
            <translation>elementos</translation>
        </message>
        <message>
            <source>Arborist %1</source>
            <translation>Arborist %1</translation>
        </message>
        <message>
            <source>Looks after staged PostgreSQL databases and the trees of work items in them.

Free software under the GNU General Public License, version 3 or later. Qt %1.</source>
            <translation>Cuida bases de datos PostgreSQL con varios entornos y sus árboles de elementos de trabajo.

Software libre bajo la GNU General Public License, versión 3 o posterior. Qt %1.</translation>
        </message>
        <message>
            <source>Keyboard shortcuts</source>
            <translation>Atajos de teclado</translation>
        </message>
        <message>
            <source>Does</source>
            <translation>Acción</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>Teclas</translation>
        </message>
        <message>
            <source>Change the target stage</source>
            <translation>Cambiar el entorno de destino</translation>
        </message>
        <message>
            <source>Read again, scan</source>
            <translation>Volver a leer, analizar</translation>
        </message>
        <message>
            <source>Find</source>
            <translation>Buscar</translation>
        </message>
        <message>
            <source>Empty the search, leave it, close the job list</source>
            <translation>Vaciar la búsqueda, salir de ella, cerrar la lista de tareas</translation>
        </message>
        <message>
            <source>Copy the selected rows</source>
            <translation>Copiar las filas seleccionadas</translation>
        </message>
        <message>
            <source>Gantt strip: zoom, show all dates</source>
            <translation>Diagrama de Gantt: ampliar y reducir, mostrar todas las fechas</translation>
        </message>
        <message>
            <source>Map: go into a subtree, back</source>
            <translation>Mapa: entrar en un subárbol, volver</translation>
        </message>
        <message>
            <source>Enter, Backspace</source>
            <translation>Intro, Retroceso</translation>
        </message>
        <message>
            <source>Query: run statement, run all</source>
            <translation>Consulta: ejecutar la sentencia, ejecutar todo</translation>
        </message>
        <message>
            <source>Query: explain, measure</source>
            <translation>Consulta: explicar, medir</translation>
        </message>
        <message>
            <source>Query: propose words, comment lines</source>
            <translation>Consulta: proponer palabras, comentar líneas</translation>
        </message>
        <message>
            <source>Query: next match, next pane</source>
            <translation>Consulta: coincidencia siguiente, panel siguiente</translation>
        </message>
        <message>
            <source>Backups: back up, restore, delete</source>
            <translation>Copias de seguridad: hacer, restaurar, eliminar</translation>
        </message>
        <message>
            <source>Show all jobs</source>
            <translation>Mostrar todas las tareas</translation>
        </message>
        <message>
            <source>Open a folder</source>
            <translation>Abrir una carpeta</translation>
        </message>
        <message>
            <source>Open an address</source>
            <translation>Abrir una dirección</translation>
        </message>
        <message>
            <source>Read the workspace again</source>
            <translation>Volver a leer el espacio de trabajo</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>Salir</translation>
        </message>
        <message>
            <source>A URL (postgresql://user@host/database) or key=value pairs as psql takes them. A password is used for this session and not stored.</source>
            <translation>Una URL (postgresql://user@host/database) o pares clave=valor como los admite psql. Una contraseña se usa en esta sesión y no se guarda.</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>Abrir</translation>
        </message>
        <message>
            <source>A job is still running</source>
            <translation>Una tarea sigue en marcha</translation>
        </message>
        <message>
            <source>Jobs are still running</source>
            <translation>Hay tareas en marcha</translation>
        </message>
        <message>
            <source>%1.

To close the window now cancels it. What it has not finished is taken back before the window closes: nothing stays half done.</source>
            <translation>%1.

Si se cierra la ventana ahora, se cancela. Lo que no haya terminado se deshace antes de que se cierre la ventana: nada queda a medias.</translation>
        </message>
        <message>
            <source>Keep running</source>
            <translation>Seguir ejecutando</translation>
        </message>
        <message>
            <source>Cancel and close</source>
            <translation>Cancelar y cerrar</translation>
        </message>
        <message>
            <source>The text of the editor could not be kept: %1.</source>
            <translation>No se pudo guardar el texto del editor: %1.</translation>
        </message>
        <message>
            <source>Development</source>
            <translation>Desarrollo</translation>
        </message>
        <message>
            <source>Test</source>
            <translation>Pruebas</translation>
        </message>
        <message>
            <source>Staging</source>
            <translation>Preproducción</translation>
        </message>
        <message>
            <source>Production</source>
            <translation>Producción</translation>
        </message>
        <message>
            <source>Unknown</source>
            <translation>Desconocido</translation>
        </message>
        <message>
            <source>%1 in the environment</source>
            <translation>%1 en las variables de entorno</translation>
        </message>
        <message>
            <source>%1 in %2, line %3</source>
            <translation>%1 en %2, línea %3</translation>
        </message>
        <message>
            <source>Cancelled. Nothing was changed.</source>
            <translation>Cancelado. No se cambió nada.</translation>
        </message>
        <message>
            <source>Cancelled. What was done before stays.</source>
            <translation>Cancelado. Lo hecho antes se mantiene.</translation>
        </message>
        <message>
            <source>1 day</source>
            <translation>1 día</translation>
        </message>
        <message>
            <source>%1 days</source>
            <translation>%1 días</translation>
        </message>
        <message>
            <source>1 level</source>
            <translation>1 nivel</translation>
        </message>
        <message>
            <source>%1 levels</source>
            <translation>%1 niveles</translation>
        </message>
        <message>
            <source>1 item</source>
            <translation>1 elemento</translation>
        </message>
        <message>
            <source>%1 items</source>
            <translation>%1 elementos</translation>
        </message>
        <message>
            <source>The difference began here; 1 item above inherits it.</source>
            <translation>La diferencia empezó aquí; 1 elemento superior la hereda.</translation>
        </message>
        <message>
            <source>The difference began here; %1 items above inherit it.</source>
            <translation>La diferencia empezó aquí; %1 elementos superiores la heredan.</translation>
        </message>
        <message>
            <source>Path</source>
            <translation>Ruta</translation>
        </message>
        <message>
            <source>%1 h</source>
            <translation>%1 h</translation>
        </message>
        <message>
            <source>The file %1 cannot be opened: %2.</source>
            <translation>No se puede abrir el archivo %1: %2.</translation>
        </message>
        <message>
            <source>It has to belong to you, on a disk with room.</source>
            <translation>Debe pertenecer al usuario actual, en un disco con espacio.</translation>
        </message>
        <message>
            <source>Plan the seed of %1</source>
            <translation>Planificar los datos iniciales de %1</translation>
        </message>
        <message>
            <source>Seed %1</source>
            <translation>Cargar datos iniciales en %1</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>Cargar datos iniciales</translation>
        </message>
        <message>
            <source>Empties all tables, after their rows were written to an archive, and runs the project’s own command.</source>
            <translation>Vacía todas las tablas, después de escribir sus filas en un archivo de respaldo, y ejecuta el comando propio del proyecto.</translation>
        </message>
        <message>
            <source>Runs the project’s own command, after the rows of all tables were written to an archive.</source>
            <translation>Ejecuta el comando propio del proyecto, después de escribir las filas de todas las tablas en un archivo de respaldo.</translation>
        </message>
        <message>
            <source>Empties the tables, after their rows were written to an archive, and fills them anew, in one transaction.</source>
            <translation>Vacía las tablas, después de escribir sus filas en un archivo de respaldo, y las llena de nuevo, en una sola transacción.</translation>
        </message>
        <message>
            <source>Adds rows in one transaction; those that are there already are passed over.</source>
            <translation>Añade filas en una sola transacción; las que ya existen se pasan por alto.</translation>
        </message>
        <message>
            <source>Run the command</source>
            <translation>Ejecutar el comando</translation>
        </message>
        <message>
            <source>Plan made-up rows for %1</source>
            <translation>Planificar filas inventadas para %1</translation>
        </message>
        <message>
            <source>Generate rows for %1</source>
            <translation>Generar filas para %1</translation>
        </message>
        <message>
            <source>Generate</source>
            <translation>Generar</translation>
        </message>
        <message>
            <source>Generate %1 on %2</source>
            <translation>Generar %1 en %2</translation>
        </message>
        <message>
            <source>Made-up rows for %1, in one transaction.</source>
            <translation>Filas inventadas para %1, en una sola transacción.</translation>
        </message>
        <message>
            <source>Add %1</source>
            <translation>Añadir %1</translation>
        </message>
        <message>
            <source>just now</source>
            <translation>ahora mismo</translation>
        </message>
        <message>
            <source>%1 ago</source>
            <translation>hace %1</translation>
        </message>
        <message>
            <source>Made %1.</source>
            <translation>Se creó %1.</translation>
        </message>
        <message>
            <source>Read it before you apply it.</source>
            <translation>Leerla antes de aplicarla.</translation>
        </message>
        <message>
            <source>Is this new, or another renamed: %1?</source>
            <translation>¿Es nuevo, o es otro renombrado: %1?</translation>
        </message>
        <message>
            <source>Answer each with --hint: %1=new, or %1=OLD-NAME.</source>
            <translation>Responder a cada uno con --hint: %1=new, o %1=OLD-NAME.</translation>
        </message>
        <message>
            <source>It has to ask whether something is new or renamed, and has no terminal to ask at.</source>
            <translation>Tiene que preguntar si algo es nuevo o renombrado, y no tiene un terminal donde preguntar.</translation>
        </message>
        <message>
            <source>Generate in the window's console, or run “%1” in a terminal.</source>
            <translation>Generar en la consola de la ventana, o ejecutar “%1” en un terminal.</translation>
        </message>
        <message>
            <source>Nothing to do: the models say what the migrations say.</source>
            <translation>Nada que hacer: los modelos dicen lo mismo que las migraciones.</translation>
        </message>
        <message>
            <source>No new migration appeared.</source>
            <translation>No apareció ninguna migración nueva.</translation>
        </message>
        <message>
            <source>“%1” made no migration.</source>
            <translation>“%1” no creó ninguna migración.</translation>
        </message>
        <message>
            <source>“%1” wrote %2, and no migration came of it.</source>
            <translation>“%1” escribió %2, y de ello no resultó ninguna migración.</translation>
        </message>
        <message>
            <source>It said: %1</source>
            <translation>Dijo: %1</translation>
        </message>
        <message>
            <source>See what it wrote, mend the cause, and generate again.</source>
            <translation>Ver lo que escribió, corregir la causa y generar de nuevo.</translation>
        </message>
        <message>
            <source>The project has no command that generates migrations.</source>
            <translation>El proyecto no tiene ningún comando que genere migraciones.</translation>
        </message>
        <message>
            <source>Write one as generate under [migrations] in arborist.toml, for instance generate = "npx drizzle-kit generate".</source>
            <translation>Escribir uno como generate bajo [migrations] en arborist.toml, por ejemplo generate = "npx drizzle-kit generate".</translation>
        </message>
        <message>
            <source>the end of the audit is missing</source>
            <translation>falta el final de la auditoría</translation>
        </message>
        <message>
            <source>it was made by a newer version</source>
            <translation>lo creó una versión más reciente</translation>
        </message>
        <message>
            <source>The history cannot be used: %1.</source>
            <translation>No se puede usar el historial: %1.</translation>
        </message>
        <message>
            <source>Check that the file may be read and written and the disk is not full. If it is damaged, move it away; a new one is made.</source>
            <translation>Comprobar que el archivo se pueda leer y escribir y que el disco no esté lleno. Si está dañado, apartarlo; se crea uno nuevo.</translation>
        </message>
        <message>
            <source>the run %1 is gone</source>
            <translation>la ejecución %1 ya no existe</translation>
        </message>
        <message>
            <source>the run %1 is not under way in it</source>
            <translation>la ejecución %1 no figura en curso</translation>
        </message>
        <message>
            <source>%1 is not this machine.</source>
            <translation>%1 no es este equipo.</translation>
        </message>
        <message>
            <source>ARBORIST_LOOPBACK_ONLY is set, so nothing else is asked; unset it.</source>
            <translation>ARBORIST_LOOPBACK_ONLY está definida, así que no se consulta nada más; anular su definición.</translation>
        </message>
        <message>
            <source>%1 more</source>
            <translation>%1 más</translation>
        </message>
        <message>
            <source>Take another copy of the archive.</source>
            <translation>Usar otra copia del archivo de respaldo.</translation>
        </message>
        <message>
            <source>it ends too early</source>
            <translation>termina demasiado pronto</translation>
        </message>
        <message>
            <source>%1:%2 is neither [section] nor key = value.</source>
            <translation>%1:%2 no es ni [section] ni key = value.</translation>
        </message>
        <message>
            <source>Correct the line; "aws configure" writes it.</source>
            <translation>Corregir la línea; "aws configure" la escribe.</translation>
        </message>
        <message>
            <source>%1 cannot be read.</source>
            <translation>No se puede leer %1.</translation>
        </message>
        <message>
            <source>Check the permissions of the file.</source>
            <translation>Comprobar los permisos del archivo.</translation>
        </message>
        <message>
            <source>%1 to %2</source>
            <translation>%1 a %2</translation>
        </message>
        <message>
            <source>stored %1, expected %2%3</source>
            <translation>almacenado %1, esperado %2%3</translation>
        </message>
        <message>
            <source>%1 %2</source>
            <translation>%1 %2</translation>
        </message>
        <message>
            <source>%1: %2</source>
            <translation>%1: %2</translation>
        </message>
        <message>
            <source>Item %1, reading title</source>
            <translation>Elemento %1, leyendo el título</translation>
        </message>
        <message>
            <source>Status %1</source>
            <translation>Estado %1</translation>
        </message>
        <message>
            <source>Dates %1</source>
            <translation>Fechas %1</translation>
        </message>
        <message>
            <source>No drift</source>
            <translation>Sin desviación</translation>
        </message>
        <message>
            <source>Drift: %1</source>
            <translation>Desviación: %1</translation>
        </message>
        <message>
            <source>Close other programs, or limit the work, then run it again.</source>
            <translation>Cerrar otros programas o limitar el trabajo y volver a ejecutarlo.</translation>
        </message>
        <message>
            <source>An unexpected failure: %1</source>
            <translation>Un fallo inesperado: %1</translation>
        </message>
        <message>
            <source>An unexpected failure without words.</source>
            <translation>Un fallo inesperado sin descripción.</translation>
        </message>
        <message>
            <source>No thread could be started: %1</source>
            <translation>No se pudo iniciar ningún hilo: %1</translation>
        </message>
        <message>
            <source>A newer request took its place.</source>
            <translation>Una petición más reciente ocupó su lugar.</translation>
        </message>
        <message>
            <source>Rows cannot be compressed: %1.</source>
            <translation>No se pueden comprimir las filas: %1.</translation>
        </message>
        <message>
            <source>The rows of one batch of %1.%2 hold more than 1 GB, which the journal cannot keep.</source>
            <translation>Las filas de un lote de %1.%2 ocupan más de 1 GB, que el diario no puede guardar.</translation>
        </message>
        <message>
            <source>Limit the run to fewer rows at a time.</source>
            <translation>Limitar la ejecución a menos filas a la vez.</translation>
        </message>
        <message>
            <source>it was made by a newer version, or is damaged</source>
            <translation>lo creó una versión más reciente, o está dañado</translation>
        </message>
        <message>
            <source>batch %1 is damaged</source>
            <translation>el lote %1 está dañado</translation>
        </message>
        <message>
            <source>The journal %1 cannot be used: %2.</source>
            <translation>No se puede usar el diario %1: %2.</translation>
        </message>
        <message>
            <source>It was cut short or changed outside of Arborist. Put back a copy of the file; without it, what the run did cannot be undone.</source>
            <translation>Se truncó o se cambió fuera de Arborist. Restituir una copia del archivo; sin ella no se puede deshacer lo que hizo la ejecución.</translation>
        </message>
        <message>
            <source>The journal %1 cannot be made: %2.</source>
            <translation>No se puede crear el diario %1: %2.</translation>
        </message>
        <message>
            <source>Choose a folder that you may write to, on a disk with room.</source>
            <translation>Elegir una carpeta con permiso de escritura, en un disco con espacio.</translation>
        </message>
        <message>
            <source>The run of the journal %1 is still under way.</source>
            <translation>La ejecución del diario %1 sigue en curso.</translation>
        </message>
        <message>
            <source>Wait until it ends, or stop it where it runs.</source>
            <translation>Esperar a que termine, o detenerla donde se ejecuta.</translation>
        </message>
        <message>
            <source>it is no journal, or was cut short</source>
            <translation>no es un diario, o se truncó</translation>
        </message>
        <message>
            <source>batches are missing</source>
            <translation>faltan lotes</translation>
        </message>
        <message>
            <source>The journal %1 cannot be written or read: %2.</source>
            <translation>No se puede escribir o leer el diario %1: %2.</translation>
        </message>
        <message>
            <source>The disk is full. Free some room on it.</source>
            <translation>El disco está lleno. Liberar espacio en él.</translation>
        </message>
        <message>
            <source>Check that the file may be read and written and the disk is not full.</source>
            <translation>Comprobar que el archivo se puede leer y escribir y que el disco no está lleno.</translation>
        </message>
        <message>
            <source>The journal %1 does not exist.</source>
            <translation>El diario %1 no existe.</translation>
        </message>
        <message>
            <source>Put the file back where it was; without it, what the run did cannot be undone.</source>
            <translation>Devolver el archivo a su lugar; sin él no se puede deshacer lo que hizo la ejecución.</translation>
        </message>
        <message>
            <source>Self parent</source>
            <translation>Padre propio</translation>
        </message>
        <message>
            <source>The item is its own parent.</source>
            <translation>El elemento es su propio padre.</translation>
        </message>
        <message>
            <source>Cycle</source>
            <translation>Ciclo</translation>
        </message>
        <message>
            <source>The item lies on a closed chain of parents.</source>
            <translation>El elemento está en una cadena cerrada de padres.</translation>
        </message>
        <message>
            <source>Orphan</source>
            <translation>Huérfano</translation>
        </message>
        <message>
            <source>The parent does not exist.</source>
            <translation>El padre no existe.</translation>
        </message>
        <message>
            <source>Foreign parent</source>
            <translation>Padre ajeno</translation>
        </message>
        <message>
            <source>The parent belongs to another organization.</source>
            <translation>El padre pertenece a otra organización.</translation>
        </message>
        <message>
            <source>Stale path</source>
            <translation>Ruta obsoleta</translation>
        </message>
        <message>
            <source>The stored path names another parent: moved without path update.</source>
            <translation>La ruta almacenada nombra a otro padre: movido sin actualizar la ruta.</translation>
        </message>
        <message>
            <source>Under deleted</source>
            <translation>Bajo eliminado</translation>
        </message>
        <message>
            <source>A live item under a deleted or archived parent.</source>
            <translation>Un elemento activo bajo un padre eliminado o archivado.</translation>
        </message>
        <message>
            <source>Too deep</source>
            <translation>Demasiado profundo</translation>
        </message>
        <message>
            <source>The item lies deeper than the configured limit.</source>
            <translation>El elemento está más profundo que el límite configurado.</translation>
        </message>
        <message>
            <source>Duplicate position</source>
            <translation>Posición duplicada</translation>
        </message>
        <message>
            <source>A sibling has the same position.</source>
            <translation>Un hermano tiene la misma posición.</translation>
        </message>
        <message>
            <source>Depth</source>
            <translation>Profundidad</translation>
        </message>
        <message>
            <source>The stored depth differs from the distance to the root.</source>
            <translation>La profundidad almacenada difiere de la distancia a la raíz.</translation>
        </message>
        <message>
            <source>The stored path differs from the chain of parents.</source>
            <translation>La ruta almacenada difiere de la cadena de padres.</translation>
        </message>
        <message>
            <source>Child count</source>
            <translation>Recuento de hijos</translation>
        </message>
        <message>
            <source>The stored number of live children differs.</source>
            <translation>El número almacenado de hijos activos difiere.</translation>
        </message>
        <message>
            <source>Item count</source>
            <translation>Recuento de elementos</translation>
        </message>
        <message>
            <source>The stored number of live descendants differs.</source>
            <translation>El número almacenado de descendientes activos difiere.</translation>
        </message>
        <message>
            <source>Done count</source>
            <translation>Recuento de hechos</translation>
        </message>
        <message>
            <source>The stored number of done descendants differs.</source>
            <translation>El número almacenado de descendientes hechos difiere.</translation>
        </message>
        <message>
            <source>Estimate sum</source>
            <translation>Suma de estimaciones</translation>
        </message>
        <message>
            <source>The stored sum of estimates differs.</source>
            <translation>La suma almacenada de estimaciones difiere.</translation>
        </message>
        <message>
            <source>Progress</source>
            <translation>Progreso</translation>
        </message>
        <message>
            <source>The stored progress differs.</source>
            <translation>El progreso almacenado difiere.</translation>
        </message>
        <message>
            <source>Earliest start</source>
            <translation>Inicio más temprano</translation>
        </message>
        <message>
            <source>The stored earliest start of the subtree differs.</source>
            <translation>El inicio más temprano almacenado del subárbol difiere.</translation>
        </message>
        <message>
            <source>Latest end</source>
            <translation>Fin más tardío</translation>
        </message>
        <message>
            <source>The stored latest end of the subtree differs.</source>
            <translation>El fin más tardío almacenado del subárbol difiere.</translation>
        </message>
        <message>
            <source>Start after end</source>
            <translation>Inicio tras el fin</translation>
        </message>
        <message>
            <source>The item's own start lies after its own end.</source>
            <translation>El inicio propio del elemento es posterior a su propio fin.</translation>
        </message>
        <message>
            <source>Rewrites the table for another type</source>
            <translation>Reescribe la tabla por un cambio de tipo</translation>
        </message>
        <message>
            <source>Every row and index is written anew under ACCESS EXCLUSIVE: reads and writes wait.</source>
            <translation>Cada fila e índice se reescribe bajo ACCESS EXCLUSIVE: lecturas y escrituras esperan.</translation>
        </message>
        <message>
            <source>Add a column of the new type, fill it in batches, let the application use it, drop the old one.</source>
            <translation>Añadir una columna del nuevo tipo, rellenarla por lotes, hacer que la aplicación la use y eliminar la antigua.</translation>
        </message>
        <message>
            <source>The new type holds less</source>
            <translation>El nuevo tipo admite menos</translation>
        </message>
        <message>
            <source>Values that do not fit make the statement fail, or lose digits, text or time of day.</source>
            <translation>Los valores que no caben hacen fallar la sentencia, o pierden dígitos, texto u hora del día.</translation>
        </message>
        <message>
            <source>Look for values that do not fit first, and keep the old column until the new one is proven.</source>
            <translation>Buscar primero los valores que no caben, y conservar la columna antigua hasta que la nueva se haya acreditado.</translation>
        </message>
        <message>
            <source>Rewrites the table for a default</source>
            <translation>Reescribe la tabla por un valor por defecto</translation>
        </message>
        <message>
            <source>ADD COLUMN with a default that differs from row to row (random(), gen_random_uuid(), a sequence, an identity) writes every row under ACCESS EXCLUSIVE. A constant and now() do not.</source>
            <translation>ADD COLUMN con un valor por defecto que difiere de fila en fila (random(), gen_random_uuid(), una secuencia, una identidad) escribe cada fila bajo ACCESS EXCLUSIVE. Una constante y now() no lo hacen.</translation>
        </message>
        <message>
            <source>Add the column without a default, set the default, fill existing rows in batches.</source>
            <translation>Añadir la columna sin valor por defecto, establecer el valor por defecto y rellenar las filas existentes por lotes.</translation>
        </message>
        <message>
            <source>Rewrites the table for a generated column</source>
            <translation>Reescribe la tabla por una columna generada</translation>
        </message>
        <message>
            <source>ADD COLUMN ... GENERATED ALWAYS AS (...) STORED computes every row under ACCESS EXCLUSIVE.</source>
            <translation>ADD COLUMN ... GENERATED ALWAYS AS (...) STORED calcula cada fila bajo ACCESS EXCLUSIVE.</translation>
        </message>
        <message>
            <source>Add a plain column that a trigger keeps, and fill it in batches; or compute it in a view.</source>
            <translation>Añadir una columna simple que mantenga un disparador y rellenarla por lotes; o calcularla en una vista.</translation>
        </message>
        <message>
            <source>A NOT NULL column without a default</source>
            <translation>Una columna NOT NULL sin valor por defecto</translation>
        </message>
        <message>
            <source>Existing rows would have no value in the new column, so ADD COLUMN ... NOT NULL fails where the table has a row (23502).</source>
            <translation>Las filas existentes no tendrían valor en la nueva columna, por lo que ADD COLUMN ... NOT NULL falla cuando la tabla tiene alguna fila (23502).</translation>
        </message>
        <message>
            <source>Give it a default, or add it without NOT NULL, fill it, and set NOT NULL later.</source>
            <translation>Darle un valor por defecto, o añadirla sin NOT NULL, rellenarla y establecer NOT NULL más tarde.</translation>
        </message>
        <message>
            <source>%1: each row gets its own %2 from %3.</source>
            <translation>%1: cada fila recibe su propio %2 de %3.</translation>
        </message>
        <message>
            <source>a sequence</source>
            <translation>una secuencia</translation>
        </message>
        <message>
            <source>%1: %2 is computed for each row.</source>
            <translation>%1: %2 se calcula para cada fila.</translation>
        </message>
        <message>
            <source>No value for %2 in %1.</source>
            <translation>Sin valor para %2 en %1.</translation>
        </message>
        <message>
            <source>%1: whether %2 can become %3 in place depends on its type.</source>
            <translation>%1: que %2 pueda convertirse en %3 sin reescritura depende de su tipo.</translation>
        </message>
        <message>
            <source>%1: %2 goes from %3 to %4.</source>
            <translation>%1: %2 pasa de %3 a %4.</translation>
        </message>
        <message>
            <source>Checks a foreign key while writes wait</source>
            <translation>Comprueba una clave foránea mientras las escrituras esperan</translation>
        </message>
        <message>
            <source>ADD FOREIGN KEY reads every row under a SHARE ROW EXCLUSIVE lock on both tables: writes to either wait.</source>
            <translation>ADD FOREIGN KEY lee cada fila bajo un bloqueo SHARE ROW EXCLUSIVE en ambas tablas: las escrituras en cualquiera de ellas esperan.</translation>
        </message>
        <message>
            <source>ADD CONSTRAINT ... NOT VALID now, and ALTER TABLE ... VALIDATE CONSTRAINT in a later migration: it lets writes through.</source>
            <translation>ADD CONSTRAINT ... NOT VALID ahora, y ALTER TABLE ... VALIDATE CONSTRAINT en una migración posterior: este deja pasar las escrituras.</translation>
        </message>
        <message>
            <source>Checks every row while the table is locked</source>
            <translation>Comprueba cada fila mientras la tabla está bloqueada</translation>
        </message>
        <message>
            <source>ADD CHECK reads the whole table under ACCESS EXCLUSIVE: reads and writes wait.</source>
            <translation>ADD CHECK lee la tabla entera bajo ACCESS EXCLUSIVE: lecturas y escrituras esperan.</translation>
        </message>
        <message>
            <source>ADD CONSTRAINT ... CHECK (...) NOT VALID now, and VALIDATE CONSTRAINT in a later migration.</source>
            <translation>ADD CONSTRAINT ... CHECK (...) NOT VALID ahora, y VALIDATE CONSTRAINT en una migración posterior.</translation>
        </message>
        <message>
            <source>Builds the index of a constraint while the table is locked</source>
            <translation>Construye el índice de una restricción mientras la tabla está bloqueada</translation>
        </message>
        <message>
            <source>ADD UNIQUE, PRIMARY KEY and EXCLUDE build their index under ACCESS EXCLUSIVE: reads and writes wait.</source>
            <translation>ADD UNIQUE, PRIMARY KEY y EXCLUDE construyen su índice bajo ACCESS EXCLUSIVE: lecturas y escrituras esperan.</translation>
        </message>
        <message>
            <source>CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT ... USING INDEX. There is no such way for EXCLUDE.</source>
            <translation>Primero CREATE UNIQUE INDEX CONCURRENTLY, después ADD CONSTRAINT ... USING INDEX. Para EXCLUDE no existe ese camino.</translation>
        </message>
        <message>
            <source>Reads the whole table to make a column NOT NULL</source>
            <translation>Lee la tabla entera para hacer NOT NULL una columna</translation>
        </message>
        <message>
            <source>SET NOT NULL looks for NULLs under ACCESS EXCLUSIVE: reads and writes wait.</source>
            <translation>SET NOT NULL busca valores NULL bajo ACCESS EXCLUSIVE: lecturas y escrituras esperan.</translation>
        </message>
        <message>
            <source>ADD CHECK (column IS NOT NULL) NOT VALID, VALIDATE CONSTRAINT, then SET NOT NULL, which trusts the check; then drop the check.</source>
            <translation>ADD CHECK (column IS NOT NULL) NOT VALID, VALIDATE CONSTRAINT, después SET NOT NULL, que confía en la comprobación; por último, eliminar la comprobación.</translation>
        </message>
        <message>
            <source>The column holds NULLs</source>
            <translation>La columna contiene valores NULL</translation>
        </message>
        <message>
            <source>SET NOT NULL and ADD PRIMARY KEY fail while there are NULLs in the column (23502).</source>
            <translation>SET NOT NULL y ADD PRIMARY KEY fallan mientras haya valores NULL en la columna (23502).</translation>
        </message>
        <message>
            <source>Fill the column in a migration before this one.</source>
            <translation>Rellenar la columna en una migración anterior a esta.</translation>
        </message>
        <message>
            <source>Validates in the transaction that added the constraint</source>
            <translation>Valida en la transacción que añadió la restricción</translation>
        </message>
        <message>
            <source>The lock of ADD CONSTRAINT is held until the end of the transaction, so VALIDATE CONSTRAINT reads the table under it after all.</source>
            <translation>El bloqueo de ADD CONSTRAINT se mantiene hasta el final de la transacción, por lo que VALIDATE CONSTRAINT lee la tabla bajo él de todos modos.</translation>
        </message>
        <message>
            <source>Put VALIDATE CONSTRAINT into a migration of its own.</source>
            <translation>Poner VALIDATE CONSTRAINT en una migración propia.</translation>
        </message>
        <message>
            <source>%1 rows of %2 have no %3.</source>
            <translation>%1 filas de %2 no tienen %3.</translation>
        </message>
        <message>
            <source>%1: every row is looked up in %2.</source>
            <translation>%1: cada fila se busca en %2.</translation>
        </message>
        <message>
            <source>%1: every row is read.</source>
            <translation>%1: se lee cada fila.</translation>
        </message>
        <message>
            <source>%1 of %2.</source>
            <translation>%1 de %2.</translation>
        </message>
        <message>
            <source>Drops a table with its rows</source>
            <translation>Elimina una tabla con sus filas</translation>
        </message>
        <message>
            <source>The rows are gone, and code that still runs the old version fails.</source>
            <translation>Las filas se pierden, y el código que aún ejecuta la versión antigua falla.</translation>
        </message>
        <message>
            <source>Take the table out of use first, keep a backup, drop it in a later release.</source>
            <translation>Retirar primero la tabla del uso, guardar una copia de seguridad y eliminarla en una versión posterior.</translation>
        </message>
        <message>
            <source>Drops a column with its values</source>
            <translation>Elimina una columna con sus valores</translation>
        </message>
        <message>
            <source>The values are gone, and code that still runs the old version fails; so do prepared statements.</source>
            <translation>Los valores se pierden, y el código que aún ejecuta la versión antigua falla; también las sentencias preparadas.</translation>
        </message>
        <message>
            <source>Let the application ignore the column first, then drop it in a later release.</source>
            <translation>Hacer primero que la aplicación ignore la columna y eliminarla en una versión posterior.</translation>
        </message>
        <message>
            <source>Drops a schema or database with all that is in it</source>
            <translation>Elimina un esquema o una base de datos con todo su contenido</translation>
        </message>
        <message>
            <source>Every table in it is gone.</source>
            <translation>Se pierden todas sus tablas.</translation>
        </message>
        <message>
            <source>Drop what is no longer used by name, and keep a backup.</source>
            <translation>Eliminar por su nombre lo que ya no se usa, y guardar una copia de seguridad.</translation>
        </message>
        <message>
            <source>Drops whatever depends on it</source>
            <translation>Elimina todo lo que depende de ello</translation>
        </message>
        <message>
            <source>CASCADE takes views, foreign keys, functions and columns along that the file does not name.</source>
            <translation>CASCADE se lleva vistas, claves foráneas, funciones y columnas que el archivo no nombra.</translation>
        </message>
        <message>
            <source>Drop without CASCADE, and name what depends on it.</source>
            <translation>Eliminar sin CASCADE, y nombrar lo que depende de ello.</translation>
        </message>
        <message>
            <source>Drops a type or function</source>
            <translation>Elimina un tipo o una función</translation>
        </message>
        <message>
            <source>Code that still runs the old version fails.</source>
            <translation>El código que aún ejecuta la versión antigua falla.</translation>
        </message>
        <message>
            <source>Drop it once nothing uses it any more.</source>
            <translation>Eliminarlo cuando ya nada lo use.</translation>
        </message>
        <message>
            <source>Empties a table</source>
            <translation>Vacía una tabla</translation>
        </message>
        <message>
            <source>All rows are gone, and ACCESS EXCLUSIVE locks everybody out meanwhile.</source>
            <translation>Se pierden todas las filas, y entretanto ACCESS EXCLUSIVE deja fuera a todos.</translation>
        </message>
        <message>
            <source>DELETE what is no longer needed, in batches, and keep a backup.</source>
            <translation>Eliminar con DELETE lo que ya no se necesita, por lotes, y guardar una copia de seguridad.</translation>
        </message>
        <message>
            <source>Empties every table that refers to it</source>
            <translation>Vacía cada tabla que hace referencia a ella</translation>
        </message>
        <message>
            <source>TRUNCATE ... CASCADE empties all tables with a foreign key to this one, and those that refer to them.</source>
            <translation>TRUNCATE ... CASCADE vacía todas las tablas con una clave foránea a esta, y las que hacen referencia a ellas.</translation>
        </message>
        <message>
            <source>Name the tables to be emptied.</source>
            <translation>Nombrar las tablas que se deben vaciar.</translation>
        </message>
        <message>
            <source>Deletes all rows</source>
            <translation>Elimina todas las filas</translation>
        </message>
        <message>
            <source>DELETE without WHERE deletes every row.</source>
            <translation>DELETE sin WHERE elimina cada fila.</translation>
        </message>
        <message>
            <source>Say which rows are meant; WHERE true where all of them are.</source>
            <translation>Indicar a qué filas se refiere; WHERE true cuando son todas.</translation>
        </message>
        <message>
            <source>Changes all rows</source>
            <translation>Cambia todas las filas</translation>
        </message>
        <message>
            <source>UPDATE without WHERE writes every row anew and locks each until the end of the transaction.</source>
            <translation>UPDATE sin WHERE reescribe cada fila y la bloquea hasta el final de la transacción.</translation>
        </message>
        <message>
            <source>Say which rows are meant, and change them in batches outside of the migration.</source>
            <translation>Indicar a qué filas se refiere, y cambiarlas por lotes fuera de la migración.</translation>
        </message>
        <message>
            <source>Changes many rows at once</source>
            <translation>Cambia muchas filas a la vez</translation>
        </message>
        <message>
            <source>The rows stay locked until the end of the transaction, and their old versions bloat the table.</source>
            <translation>Las filas quedan bloqueadas hasta el final de la transacción, y sus versiones antiguas inflan la tabla.</translation>
        </message>
        <message>
            <source>Change them in batches of some thousand rows, each in a transaction of its own.</source>
            <translation>Cambiarlas en lotes de unos miles de filas, cada uno en su propia transacción.</translation>
        </message>
        <message>
            <source>About %1 of %2.</source>
            <translation>Aproximadamente %1 de %2.</translation>
        </message>
        <message>
            <source>Everything that the role owns.</source>
            <translation>Todo lo que posee el rol.</translation>
        </message>
        <message>
            <source>Begins with a byte order mark</source>
            <translation>Empieza con una marca de orden de bytes</translation>
        </message>
        <message>
            <source>The three invisible bytes reach the server, which refuses them (42601).</source>
            <translation>Los tres bytes invisibles llegan al servidor, que los rechaza (42601).</translation>
        </message>
        <message>
            <source>Save the file as UTF-8 without a BOM.</source>
            <translation>Guardar el archivo como UTF-8 sin BOM.</translation>
        </message>
        <message>
            <source>Is not UTF-8</source>
            <translation>No es UTF-8</translation>
        </message>
        <message>
            <source>Tools replace the bytes or refuse the file, so that the database gets other text than the file shows.</source>
            <translation>Las herramientas sustituyen los bytes o rechazan el archivo, de modo que la base de datos recibe un texto distinto del que muestra el archivo.</translation>
        </message>
        <message>
            <source>Save the file as UTF-8.</source>
            <translation>Guardar el archivo como UTF-8.</translation>
        </message>
        <message>
            <source>Holds a NUL byte</source>
            <translation>Contiene un byte NUL</translation>
        </message>
        <message>
            <source>PostgreSQL cannot take a NUL in a query: what stands behind it is lost or refused.</source>
            <translation>PostgreSQL no admite un NUL en una consulta: lo que hay detrás se pierde o se rechaza.</translation>
        </message>
        <message>
            <source>Remove the byte.</source>
            <translation>Quitar el byte.</translation>
        </message>
        <message>
            <source>Holds an unresolved merge</source>
            <translation>Contiene una fusión sin resolver</translation>
        </message>
        <message>
            <source>The markers of a merge conflict are no SQL: the migration fails.</source>
            <translation>Los marcadores de un conflicto de fusión no son SQL: la migración falla.</translation>
        </message>
        <message>
            <source>Resolve the conflict.</source>
            <translation>Resolver el conflicto.</translation>
        </message>
        <message>
            <source>Would run its Down part as well</source>
            <translation>Ejecutaría también su parte Down</translation>
        </message>
        <message>
            <source>drizzle-orm runs the whole file: what stands below “-- Down” is executed right after what it takes back.</source>
            <translation>drizzle-orm ejecuta el archivo entero: lo que está debajo de “-- Down” se ejecuta justo después de lo que deshace.</translation>
        </message>
        <message>
            <source>Move the Down part into a file beside it, NAME.down.sql.</source>
            <translation>Mover la parte Down a un archivo a su lado, NAME.down.sql.</translation>
        </message>
        <message>
            <source>Is cut apart inside a string or comment</source>
            <translation>Se corta dentro de una cadena o un comentario</translation>
        </message>
        <message>
            <source>Drizzle cuts at every “--&gt; statement-breakpoint”, in strings, comments and function bodies too: both halves fail.</source>
            <translation>Drizzle corta en cada “--&gt; statement-breakpoint”, también en cadenas, comentarios y cuerpos de funciones: ambas mitades fallan.</translation>
        </message>
        <message>
            <source>Write the text in two parts ('--&gt; statement-' || 'breakpoint'), or leave it out of the comment.</source>
            <translation>Escribir el texto en dos partes ('--&gt; statement-' || 'breakpoint'), u omitirlo del comentario.</translation>
        </message>
        <message>
            <source>The first such byte is %1.</source>
            <translation>El primer byte así es %1.</translation>
        </message>
        <message>
            <source>Builds an index while writes wait</source>
            <translation>Construye un índice mientras las escrituras esperan</translation>
        </message>
        <message>
            <source>CREATE INDEX without CONCURRENTLY reads the whole table under a SHARE lock: every INSERT, UPDATE and DELETE waits until it is done.</source>
            <translation>CREATE INDEX sin CONCURRENTLY lee la tabla entera bajo un bloqueo SHARE: cada INSERT, UPDATE y DELETE espera hasta que termine.</translation>
        </message>
        <message>
            <source>CREATE INDEX CONCURRENTLY, alone in a migration outside of a transaction.</source>
            <translation>CREATE INDEX CONCURRENTLY, solo en una migración fuera de una transacción.</translation>
        </message>
        <message>
            <source>Drops an index under an exclusive lock</source>
            <translation>Elimina un índice bajo un bloqueo exclusivo</translation>
        </message>
        <message>
            <source>DROP INDEX without CONCURRENTLY takes ACCESS EXCLUSIVE on the table: it waits for every query and all others wait behind it.</source>
            <translation>DROP INDEX sin CONCURRENTLY toma ACCESS EXCLUSIVE en la tabla: espera a cada consulta, y todas las demás esperan detrás.</translation>
        </message>
        <message>
            <source>DROP INDEX CONCURRENTLY, alone in a migration outside of a transaction.</source>
            <translation>DROP INDEX CONCURRENTLY, solo en una migración fuera de una transacción.</translation>
        </message>
        <message>
            <source>Rebuilds an index while writes wait</source>
            <translation>Reconstruye un índice mientras las escrituras esperan</translation>
        </message>
        <message>
            <source>REINDEX without CONCURRENTLY locks writes out, and reads that would use the index.</source>
            <translation>REINDEX sin CONCURRENTLY bloquea las escrituras, y las lecturas que usarían el índice.</translation>
        </message>
        <message>
            <source>REINDEX ... CONCURRENTLY, outside of a transaction (PostgreSQL 12 and newer).</source>
            <translation>REINDEX ... CONCURRENTLY, fuera de una transacción (PostgreSQL 12 y posteriores).</translation>
        </message>
        <message>
            <source>Rows are not unique</source>
            <translation>Las filas no son únicas</translation>
        </message>
        <message>
            <source>The table holds rows that are equal in these columns, so the index or constraint cannot be built (23505).</source>
            <translation>La tabla contiene filas iguales en estas columnas, por lo que no se puede construir el índice o la restricción (23505).</translation>
        </message>
        <message>
            <source>Merge or remove the duplicates in a migration before this one.</source>
            <translation>Combinar o quitar los duplicados en una migración anterior a esta.</translation>
        </message>
        <message>
            <source>A foreign key without an index</source>
            <translation>Una clave foránea sin índice</translation>
        </message>
        <message>
            <source>Deleting or updating a referenced row reads the whole referencing table, as nothing finds the rows by the key.</source>
            <translation>Eliminar o actualizar una fila referenciada lee entera la tabla que hace referencia, ya que nada encuentra las filas por la clave.</translation>
        </message>
        <message>
            <source>Create an index (CONCURRENTLY on a table in use) that begins with the columns of the key.</source>
            <translation>Crear un índice (CONCURRENTLY en una tabla en uso) que empiece con las columnas de la clave.</translation>
        </message>
        <message>
            <source>%1 has rows that are equal in %2.</source>
            <translation>%1 tiene filas iguales en %2.</translation>
        </message>
        <message>
            <source>%1: writes wait while the index is built.</source>
            <translation>%1: las escrituras esperan mientras se construye el índice.</translation>
        </message>
        <message>
            <source>Nothing indexes %1 of %2.</source>
            <translation>Nada indexa %1 de %2.</translation>
        </message>
        <message>
            <source>A name is cut off</source>
            <translation>Un nombre se trunca</translation>
        </message>
        <message>
            <source>PostgreSQL keeps 63 bytes of a name and drops the rest, with no more than a notice: code that asks for the whole name may not find it.</source>
            <translation>PostgreSQL conserva 63 bytes de un nombre y descarta el resto, con un simple aviso: el código que pide el nombre completo puede no encontrarlo.</translation>
        </message>
        <message>
            <source>Give it a shorter name.</source>
            <translation>Darle un nombre más corto.</translation>
        </message>
        <message>
            <source>Two names become the same</source>
            <translation>Dos nombres resultan iguales</translation>
        </message>
        <message>
            <source>Cut to 63 bytes, the names are equal, so the second cannot be made (42P07, 42710, 42701), or is not made at all where IF NOT EXISTS is said.</source>
            <translation>Cortados a 63 bytes, los nombres son iguales, por lo que el segundo no se puede crear (42P07, 42710, 42701), o no se crea en absoluto donde dice IF NOT EXISTS.</translation>
        </message>
        <message>
            <source>Give one of them a shorter name.</source>
            <translation>Dar a uno de ellos un nombre más corto.</translation>
        </message>
        <message>
            <source>%1 becomes %2, which the stage has already.</source>
            <translation>%1 se convierte en %2, que el entorno ya tiene.</translation>
        </message>
        <message>
            <source>%1 and %2 both become %3.</source>
            <translation>%1 y %2 pasan ambos a ser %3.</translation>
        </message>
        <message>
            <source>%1 and %2 of %3 both become %4.</source>
            <translation>%1 y %2 de %3 se convierten ambos en %4.</translation>
        </message>
        <message>
            <source>%1 becomes %2.</source>
            <translation>%1 pasa a ser %2.</translation>
        </message>
        <message>
            <source>The server has no such extension</source>
            <translation>El servidor no tiene esa extensión</translation>
        </message>
        <message>
            <source>CREATE EXTENSION fails where the extension's files are not installed (0A000).</source>
            <translation>CREATE EXTENSION falla cuando los archivos de la extensión no están instalados (0A000).</translation>
        </message>
        <message>
            <source>Install it on the server, or have the provider allow it.</source>
            <translation>Instalarla en el servidor, o hacer que el proveedor la permita.</translation>
        </message>
        <message>
            <source>The server has no such role</source>
            <translation>El servidor no tiene ese rol</translation>
        </message>
        <message>
            <source>GRANT, OWNER TO and CREATE POLICY fail for a role that is not there (42704).</source>
            <translation>GRANT, OWNER TO y CREATE POLICY fallan con un rol que no existe (42704).</translation>
        </message>
        <message>
            <source>Create the role on this server first: roles belong to the server, not to the database.</source>
            <translation>Crear antes el rol en este servidor: los roles pertenecen al servidor, no a la base de datos.</translation>
        </message>
        <message>
            <source>The database has no such schema</source>
            <translation>La base de datos no tiene ese esquema</translation>
        </message>
        <message>
            <source>What is made in a schema that is not there fails (3F000).</source>
            <translation>Lo que se crea en un esquema que no existe falla (3F000).</translation>
        </message>
        <message>
            <source>CREATE SCHEMA IF NOT EXISTS before it.</source>
            <translation>CREATE SCHEMA IF NOT EXISTS antes.</translation>
        </message>
        <message>
            <source>Makes a role for the whole server</source>
            <translation>Crea un rol para todo el servidor</translation>
        </message>
        <message>
            <source>Roles are shared by all databases of a server: the migration fails in the second one (42710).</source>
            <translation>Los roles son comunes a todas las bases de datos de un servidor: la migración falla en la segunda (42710).</translation>
        </message>
        <message>
            <source>Make the role only where it is missing, in a DO block that looks into pg_roles.</source>
            <translation>Crear el rol solo donde falte, en un bloque DO que consulte pg_roles.</translation>
        </message>
        <message>
            <source>Renames a table or view</source>
            <translation>Renombra una tabla o vista</translation>
        </message>
        <message>
            <source>Code that still runs the old version asks for the old name and fails.</source>
            <translation>El código que aún ejecuta la versión antigua pide el nombre antiguo y falla.</translation>
        </message>
        <message>
            <source>Rename in one transaction with a view of the old name; drop the view in a later release.</source>
            <translation>Renombrar en una misma transacción con una vista del nombre antiguo; eliminar la vista en una versión posterior.</translation>
        </message>
        <message>
            <source>Renames a column</source>
            <translation>Renombra una columna</translation>
        </message>
        <message>
            <source>Add a column of the new name, write both, move the readers, drop the old one in a later release.</source>
            <translation>Añadir una columna con el nuevo nombre, escribir en ambas, trasladar las lecturas y eliminar la antigua en una versión posterior.</translation>
        </message>
        <message>
            <source>Renames a value of an enum</source>
            <translation>Renombra un valor de una enumeración</translation>
        </message>
        <message>
            <source>Code that still runs the old version reads or writes a value that is not there any more.</source>
            <translation>El código que aún ejecuta la versión antigua lee o escribe un valor que ya no existe.</translation>
        </message>
        <message>
            <source>Add the new value, move rows and code, and leave the old one unused.</source>
            <translation>Añadir el nuevo valor, trasladar filas y código, y dejar el antiguo sin uso.</translation>
        </message>
        <message>
            <source>Renames something else</source>
            <translation>Renombra otra cosa</translation>
        </message>
        <message>
            <source>What calls it by the old name fails: functions, ON CONFLICT ON CONSTRAINT, later migrations.</source>
            <translation>Lo que la llama por el nombre antiguo falla: funciones, ON CONFLICT ON CONSTRAINT, migraciones posteriores.</translation>
        </message>
        <message>
            <source>Look for the old name in code and in functions.</source>
            <translation>Buscar el nombre antiguo en el código y en las funciones.</translation>
        </message>
        <message>
            <source>Moves something into another schema</source>
            <translation>Mueve algo a otro esquema</translation>
        </message>
        <message>
            <source>Code that names the old schema, or whose search path does not have the new one, fails.</source>
            <translation>Falla el código que nombra el esquema antiguo, o cuya ruta de búsqueda no contiene el nuevo.</translation>
        </message>
        <message>
            <source>Leave a view of the old name behind until nothing asks for it.</source>
            <translation>Dejar una vista con el nombre antiguo hasta que nada lo pida.</translation>
        </message>
        <message>
            <source>%1 becomes %2 in %3.</source>
            <translation>%1 pasa a ser %2 en %3.</translation>
        </message>
        <message>
            <source>It moves to %1.</source>
            <translation>Se mueve a %1.</translation>
        </message>
        <message>
            <source>%1 of %2 becomes %3.</source>
            <translation>%1 de %2 pasa a ser %3.</translation>
        </message>
        <message>
            <source>It becomes %1.</source>
            <translation>Pasa a ser %1.</translation>
        </message>
        <message>
            <source>Turns row level security off</source>
            <translation>Desactiva la seguridad a nivel de fila</translation>
        </message>
        <message>
            <source>Everyone who may read the table sees every row from then on.</source>
            <translation>Todo el que pueda leer la tabla ve desde entonces cada fila.</translation>
        </message>
        <message>
            <source>Change the policies instead, or take the right to read away.</source>
            <translation>Cambiar en su lugar las políticas, o retirar el permiso de lectura.</translation>
        </message>
        <message>
            <source>Turns triggers off</source>
            <translation>Desactiva disparadores</translation>
        </message>
        <message>
            <source>Foreign keys and bookkeeping that triggers do are passed over, and what is written meanwhile is not checked later.</source>
            <translation>Se pasa por alto lo que hacen los disparadores, como claves foráneas y actualizaciones auxiliares, y lo que se escribe entretanto no se comprueba después.</translation>
        </message>
        <message>
            <source>Leave them on, or turn off one trigger by its name and on again in the same transaction.</source>
            <translation>Dejarlos activados, o desactivar un disparador por su nombre y volver a activarlo en la misma transacción.</translation>
        </message>
        <message>
            <source>Grants to everyone</source>
            <translation>Concede permisos a todos</translation>
        </message>
        <message>
            <source>PUBLIC is every role of the server, those to come as well.</source>
            <translation>PUBLIC es cada rol del servidor, también los futuros.</translation>
        </message>
        <message>
            <source>Grant to the roles that need it.</source>
            <translation>Conceder a los roles que lo necesiten.</translation>
        </message>
        <message>
            <source>A function with its owner's rights and its caller's search path</source>
            <translation>Una función con los permisos de su propietario y la ruta de búsqueda de quien la llama</translation>
        </message>
        <message>
            <source>A SECURITY DEFINER function without a fixed search_path finds tables and operators that its caller has put in the way.</source>
            <translation>Una función SECURITY DEFINER sin search_path fijo encuentra tablas y operadores que quien la llama ha puesto en medio.</translation>
        </message>
        <message>
            <source>CREATE FUNCTION ... SET search_path = '' with names written out.</source>
            <translation>CREATE FUNCTION ... SET search_path = '' con nombres completos.</translation>
        </message>
        <message>
            <source>Holds a password</source>
            <translation>Contiene una contraseña</translation>
        </message>
        <message>
            <source>The password is in the repository, in the server's log and in the history of the run.</source>
            <translation>La contraseña está en el repositorio, en el registro del servidor y en el historial de la ejecución.</translation>
        </message>
        <message>
            <source>Set it outside of migrations, from a secret.</source>
            <translation>Establecerla fuera de las migraciones, a partir de un secreto.</translation>
        </message>
        <message>
            <source>Rewrites the table</source>
            <translation>Reescribe la tabla</translation>
        </message>
        <message>
            <source>SET TABLESPACE, SET LOGGED, SET UNLOGGED and SET ACCESS METHOD copy the whole table under ACCESS EXCLUSIVE: reads and writes wait.</source>
            <translation>SET TABLESPACE, SET LOGGED, SET UNLOGGED y SET ACCESS METHOD copian la tabla entera bajo ACCESS EXCLUSIVE: lecturas y escrituras esperan.</translation>
        </message>
        <message>
            <source>Do it in a maintenance window, or copy the rows into a new table in batches.</source>
            <translation>Hacerlo en una ventana de mantenimiento, o copiar las filas por lotes a una tabla nueva.</translation>
        </message>
        <message>
            <source>Rewrites the table to pack it</source>
            <translation>Reescribe la tabla para compactarla</translation>
        </message>
        <message>
            <source>CLUSTER and VACUUM FULL copy the whole table under ACCESS EXCLUSIVE: reads and writes wait.</source>
            <translation>CLUSTER y VACUUM FULL copian la tabla entera bajo ACCESS EXCLUSIVE: lecturas y escrituras esperan.</translation>
        </message>
        <message>
            <source>Plain VACUUM frees space for reuse without a lock; pg_repack packs a table that is in use.</source>
            <translation>Un VACUUM simple libera espacio para reutilizarlo sin bloqueo; pg_repack compacta una tabla en uso.</translation>
        </message>
        <message>
            <source>Locks a table by hand</source>
            <translation>Bloquea una tabla a mano</translation>
        </message>
        <message>
            <source>LOCK TABLE holds its lock until the transaction ends.</source>
            <translation>LOCK TABLE mantiene su bloqueo hasta que termina la transacción.</translation>
        </message>
        <message>
            <source>Let the statements take their own locks; where one is needed, name the weakest mode that does.</source>
            <translation>Dejar que las sentencias tomen sus propios bloqueos; donde haga falta uno, indicar el modo más débil que baste.</translation>
        </message>
        <message>
            <source>Refreshes a view while its readers wait</source>
            <translation>Actualiza una vista mientras sus lectores esperan</translation>
        </message>
        <message>
            <source>REFRESH MATERIALIZED VIEW takes ACCESS EXCLUSIVE while the query runs.</source>
            <translation>REFRESH MATERIALIZED VIEW toma ACCESS EXCLUSIVE mientras se ejecuta la consulta.</translation>
        </message>
        <message>
            <source>REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on the view.</source>
            <translation>REFRESH MATERIALIZED VIEW CONCURRENTLY, que necesita un índice único en la vista.</translation>
        </message>
        <message>
            <source>Detaches a partition under an exclusive lock</source>
            <translation>Separa una partición bajo un bloqueo exclusivo</translation>
        </message>
        <message>
            <source>DETACH PARTITION takes ACCESS EXCLUSIVE on the whole partitioned table: it waits for every query and all others wait behind it.</source>
            <translation>DETACH PARTITION toma ACCESS EXCLUSIVE en toda la tabla particionada: espera a cada consulta, y todas las demás esperan detrás.</translation>
        </message>
        <message>
            <source>DETACH PARTITION ... CONCURRENTLY, outside of a transaction (PostgreSQL 14 and newer).</source>
            <translation>DETACH PARTITION ... CONCURRENTLY, fuera de una transacción (PostgreSQL 14 y posteriores).</translation>
        </message>
        <message>
            <source>Reads the whole new partition</source>
            <translation>Lee entera la nueva partición</translation>
        </message>
        <message>
            <source>ATTACH PARTITION checks every row of the table against the bounds under ACCESS EXCLUSIVE on it.</source>
            <translation>ATTACH PARTITION comprueba cada fila de la tabla con los límites, bajo ACCESS EXCLUSIVE en ella.</translation>
        </message>
        <message>
            <source>Give the table a validated CHECK with the same bounds first: then nothing is read.</source>
            <translation>Dar antes a la tabla un CHECK validado con los mismos límites: entonces no se lee nada.</translation>
        </message>
        <message>
            <source>Every table that was clustered before.</source>
            <translation>Cada tabla a la que antes se aplicó CLUSTER.</translation>
        </message>
        <message>
            <source>Every table of the database.</source>
            <translation>Cada tabla de la base de datos.</translation>
        </message>
        <message>
            <source>A key that can run out</source>
            <translation>Una clave que puede agotarse</translation>
        </message>
        <message>
            <source>An integer key ends at 2,147,483,647, and making it larger later rewrites the table.</source>
            <translation>Una clave integer termina en 2,147,483,647, y ampliarla más tarde reescribe la tabla.</translation>
        </message>
        <message>
            <source>Declare it bigint.</source>
            <translation>Declararla bigint.</translation>
        </message>
        <message>
            <source>A serial column</source>
            <translation>Una columna serial</translation>
        </message>
        <message>
            <source>serial leaves a sequence with rights and ownership of its own, and takes any value that is written.</source>
            <translation>serial deja una secuencia con permisos y propietario propios, y acepta cualquier valor que se escriba.</translation>
        </message>
        <message>
            <source>Declare it GENERATED ALWAYS (or BY DEFAULT) AS IDENTITY.</source>
            <translation>Declararla GENERATED ALWAYS (o BY DEFAULT) AS IDENTITY.</translation>
        </message>
        <message>
            <source>A time without its zone</source>
            <translation>Una hora sin su zona</translation>
        </message>
        <message>
            <source>timestamp without time zone does not say which moment is meant: sessions read it each in their own zone.</source>
            <translation>timestamp without time zone no indica a qué momento se refiere: cada sesión lo lee en su propia zona.</translation>
        </message>
        <message>
            <source>Declare it timestamp with time zone (timestamptz).</source>
            <translation>Declararla timestamp with time zone (timestamptz).</translation>
        </message>
        <message>
            <source>A text with a limit</source>
            <translation>Un texto con límite</translation>
        </message>
        <message>
            <source>varchar(n) and char(n) are no faster than text, and another limit later may rewrite the table; char(n) pads with blanks.</source>
            <translation>varchar(n) y char(n) no son más rápidos que text, y cambiar después el límite puede reescribir la tabla; char(n) rellena con espacios.</translation>
        </message>
        <message>
            <source>Declare it text, with a CHECK on its length where one is needed.</source>
            <translation>Declararla text, con un CHECK de su longitud donde haga falta.</translation>
        </message>
        <message>
            <source>A json column</source>
            <translation>Una columna json</translation>
        </message>
        <message>
            <source>json has no equality, so DISTINCT, GROUP BY and UNION fail, and it is parsed at each use.</source>
            <translation>json no tiene igualdad, por lo que DISTINCT, GROUP BY y UNION fallan, y se analiza en cada uso.</translation>
        </message>
        <message>
            <source>Declare it jsonb.</source>
            <translation>Declararla jsonb.</translation>
        </message>
        <message>
            <source>A money column</source>
            <translation>Una columna money</translation>
        </message>
        <message>
            <source>money takes its currency and decimals from a setting of the server (lc_monetary).</source>
            <translation>money toma su moneda y sus decimales de un ajuste del servidor (lc_monetary).</translation>
        </message>
        <message>
            <source>Declare it numeric, with the currency beside it.</source>
            <translation>Declararla numeric, con la moneda al lado.</translation>
        </message>
        <message>
            <source>%1 of %2 is %3.</source>
            <translation>%1 de %2 es %3.</translation>
        </message>
        <message>
            <source>Is not understood</source>
            <translation>No se entiende</translation>
        </message>
        <message>
            <source>The parser has the grammar of PostgreSQL 15. What it does not understand is a mistake, or newer than that: the server decides.</source>
            <translation>El analizador tiene la gramática de PostgreSQL 15. Lo que no entiende es un error, o es más nuevo: decide el servidor.</translation>
        </message>
        <message>
            <source>Check the statement against the server's version.</source>
            <translation>Comprobar la sentencia con la versión del servidor.</translation>
        </message>
        <message>
            <source>Is newer than the server</source>
            <translation>Es más nuevo que el servidor</translation>
        </message>
        <message>
            <source>The server is older than the release that brought this, so it refuses the statement.</source>
            <translation>El servidor es anterior a la versión que introdujo esto, por lo que rechaza la sentencia.</translation>
        </message>
        <message>
            <source>Write it in the older form, or upgrade the server.</source>
            <translation>Escribirla en la forma antigua, o actualizar el servidor.</translation>
        </message>
        <message>
            <source>PostgreSQL %1 does not understand it either.</source>
            <translation>PostgreSQL %1 tampoco lo entiende.</translation>
        </message>
        <message>
            <source>%1 came with PostgreSQL %2; the server is %3.</source>
            <translation>%1 llegó con PostgreSQL %2; el servidor es %3.</translation>
        </message>
        <message>
            <source>A table lacks columns that the project requires</source>
            <translation>A una tabla le faltan columnas que exige el proyecto</translation>
        </message>
        <message>
            <source>[migrations] require_columns of arborist.toml names columns that this table must have.</source>
            <translation>[migrations] require_columns de arborist.toml nombra columnas que esta tabla debe tener.</translation>
        </message>
        <message>
            <source>Add the columns to CREATE TABLE.</source>
            <translation>Añadir las columnas a CREATE TABLE.</translation>
        </message>
        <message>
            <source>A table without a primary key</source>
            <translation>Una tabla sin clave primaria</translation>
        </message>
        <message>
            <source>Rows cannot be told apart: logical replication of updates, repairs and many tools need a key.</source>
            <translation>Las filas no se pueden distinguir: la replicación lógica de actualizaciones, las reparaciones y muchas herramientas necesitan una clave.</translation>
        </message>
        <message>
            <source>Give the table a primary key.</source>
            <translation>Dar una clave primaria a la tabla.</translation>
        </message>
        <message>
            <source>%1 has no %2.</source>
            <translation>%1 no tiene %2.</translation>
        </message>
        <message>
            <source>Begins or ends a transaction by itself</source>
            <translation>Inicia o termina por sí misma una transacción</translation>
        </message>
        <message>
            <source>COMMIT ends the transaction that the migration runs in: what follows is not undone when it fails, and the ledger may say what is not so.</source>
            <translation>COMMIT termina la transacción en la que se ejecuta la migración: lo que sigue no se deshace si falla, y el registro de migraciones puede decir algo que no es cierto.</translation>
        </message>
        <message>
            <source>Leave the transaction to the tool; put what must be committed first into a migration of its own.</source>
            <translation>Dejar la transacción a la herramienta; poner lo que se deba confirmar antes en una migración propia.</translation>
        </message>
        <message>
            <source>Cannot run in a transaction</source>
            <translation>No se puede ejecutar en una transacción</translation>
        </message>
        <message>
            <source>PostgreSQL refuses the statement in a transaction block (25001).</source>
            <translation>PostgreSQL rechaza la sentencia en un bloque de transacción (25001).</translation>
        </message>
        <message>
            <source>Put it alone into a migration that its tool runs without a transaction. Arborist runs it alone in any case.</source>
            <translation>Ponerla sola en una migración que su herramienta ejecute sin transacción. Arborist la ejecuta sola en cualquier caso.</translation>
        </message>
        <message>
            <source>Shares its query with other statements</source>
            <translation>Comparte su consulta con otras sentencias</translation>
        </message>
        <message>
            <source>Statements that are sent as one query share a transaction, which this one refuses (25001).</source>
            <translation>Las sentencias que se envían como una sola consulta comparten una transacción, que esta rechaza (25001).</translation>
        </message>
        <message>
            <source>Put it alone into its file. Arborist sends it alone in any case.</source>
            <translation>Ponerla sola en su archivo. Arborist la envía sola en cualquier caso.</translation>
        </message>
        <message>
            <source>Uses an enum value before it is committed</source>
            <translation>Usa un valor de enumeración antes de confirmarlo</translation>
        </message>
        <message>
            <source>A value that ALTER TYPE ... ADD VALUE has just added is refused until it is committed (55P04).</source>
            <translation>Un valor que ALTER TYPE ... ADD VALUE acaba de añadir se rechaza hasta que se confirma (55P04).</translation>
        </message>
        <message>
            <source>Use the value in a later migration, and run each in a transaction of its own.</source>
            <translation>Usar el valor en una migración posterior, y ejecutar cada una en su propia transacción.</translation>
        </message>
        <message>
            <source>Changes a setting beyond its migration</source>
            <translation>Cambia un ajuste más allá de su migración</translation>
        </message>
        <message>
            <source>SET without LOCAL stays for the migrations that run after it on the connection, and not if they run another time.</source>
            <translation>SET sin LOCAL se mantiene para las migraciones que se ejecutan después en la conexión, y no si se ejecutan en otra ocasión.</translation>
        </message>
        <message>
            <source>SET LOCAL, or set_config(..., true).</source>
            <translation>SET LOCAL, o set_config(..., true).</translation>
        </message>
        <message>
            <source>Cannot be run again</source>
            <translation>No se puede volver a ejecutar</translation>
        </message>
        <message>
            <source>Outside of a transaction a migration may stop half way, and is then run again from its start.</source>
            <translation>Fuera de una transacción una migración puede detenerse a medio camino, y entonces se vuelve a ejecutar desde el principio.</translation>
        </message>
        <message>
            <source>IF NOT EXISTS and IF EXISTS let it pass over what is done.</source>
            <translation>IF NOT EXISTS e IF EXISTS le permiten pasar por alto lo ya hecho.</translation>
        </message>
        <message>
            <source>%1 drizzle-orm has no way to run it.</source>
            <translation>%1 drizzle-orm no tiene modo de ejecutarla.</translation>
        </message>
        <message>
            <source>A comment names a rule that there is not</source>
            <translation>Un comentario nombra una regla que no existe</translation>
        </message>
        <message>
            <source>It suppresses nothing: the rule may have another name.</source>
            <translation>No suprime nada: la regla puede tener otro nombre.</translation>
        </message>
        <message>
            <source>arboristctl lint --rules lists the rules.</source>
            <translation>arboristctl lint --rules lista las reglas.</translation>
        </message>
        <message>
            <source>%1 rows (%2) of %3</source>
            <translation>%1 filas (%2) de %3</translation>
        </message>
        <message>
            <source>%1 is in use by another program.</source>
            <translation>%1 está en uso por otro programa.</translation>
        </message>
        <message>
            <source>Try again in a moment.</source>
            <translation>Volver a intentarlo en un momento.</translation>
        </message>
        <message>
            <source>The metrics cannot be written: %1.</source>
            <translation>No se pueden escribir las métricas: %1.</translation>
        </message>
        <message>
            <source>Name a file in a folder that exists and may be written to. The scan itself is done.</source>
            <translation>Indicar un archivo en una carpeta que exista y tenga permiso de escritura. El análisis en sí está hecho.</translation>
        </message>
        <message>
            <source>There is a NUL character in it, which PostgreSQL cannot read.</source>
            <translation>Contiene un carácter NUL, que PostgreSQL no puede leer.</translation>
        </message>
        <message>
            <source>%1 had been taken back by another run meanwhile.</source>
            <translation>Entretanto, otra ejecución había deshecho %1.</translation>
        </message>
        <message>
            <source>%1 had been applied by another run meanwhile.</source>
            <translation>Entretanto, otra ejecución había aplicado %1.</translation>
        </message>
        <message>
            <source>%1 is not in the journal: drizzle never runs it.</source>
            <translation>%1 no está en el diario: drizzle nunca la ejecuta.</translation>
        </message>
        <message>
            <source>Make a migration of it with “create”, or remove it.</source>
            <translation>Convertirlo en una migración con “create”, o quitarlo.</translation>
        </message>
        <message>
            <source>The journal cannot be read: %1.</source>
            <translation>No se puede leer el diario: %1.</translation>
        </message>
        <message>
            <source>There is no journal: drizzle finds no migrations here.</source>
            <translation>No hay diario: drizzle no encuentra aquí ninguna migración.</translation>
        </message>
        <message>
            <source>Restore meta/_journal.json from git, or name the right folder.</source>
            <translation>Restaurar meta/_journal.json desde git, o indicar la carpeta correcta.</translation>
        </message>
        <message>
            <source>The entry leads out of the folder.</source>
            <translation>La entrada lleva fuera de la carpeta.</translation>
        </message>
        <message>
            <source>Restore the journal from git.</source>
            <translation>Restaurar el diario desde git.</translation>
        </message>
        <message>
            <source>Check the file and its permissions.</source>
            <translation>Comprobar el archivo y sus permisos.</translation>
        </message>
        <message>
            <source>The journal lists %1, which is not there: drizzle runs nothing at all.</source>
            <translation>El diario lista %1, que no existe: drizzle no ejecuta nada en absoluto.</translation>
        </message>
        <message>
            <source>Restore the file from git.</source>
            <translation>Restaurar el archivo desde git.</translation>
        </message>
        <message>
            <source>Restore the file from git; was it renamed to %1?</source>
            <translation>Restaurar el archivo desde git; ¿se renombró a %1?</translation>
        </message>
        <message>
            <source>It has no number: drizzle-kit does not find its snapshot, and generates the whole schema again.</source>
            <translation>No tiene número: drizzle-kit no encuentra su snapshot y genera de nuevo el esquema entero.</translation>
        </message>
        <message>
            <source>Set migrations.prefix in drizzle.config to “index” or “timestamp”.</source>
            <translation>Establecer migrations.prefix en drizzle.config como “index” o “timestamp”.</translation>
        </message>
        <message>
            <source>The journal lists %1 twice: drizzle runs it twice.</source>
            <translation>El diario lista %1 dos veces: drizzle la ejecuta dos veces.</translation>
        </message>
        <message>
            <source>Take one of the two entries out.</source>
            <translation>Quitar una de las dos entradas.</translation>
        </message>
        <message>
            <source>It has the number of %1: both run, and the snapshot of one has overwritten the other's.</source>
            <translation>Tiene el número de %1: ambas se ejecutan, y el snapshot de una ha sobrescrito el de la otra.</translation>
        </message>
        <message>
            <source>It has the same idx (%1) as %2.</source>
            <translation>Tiene el mismo idx (%1) que %2.</translation>
        </message>
        <message>
            <source>Give the newer one that is applied nowhere the next number.</source>
            <translation>Dar el número siguiente a la más reciente que no esté aplicada en ningún sitio.</translation>
        </message>
        <message>
            <source>The snapshot cannot be read: %1. drizzle-kit generates nothing.</source>
            <translation>No se puede leer el snapshot: %1. drizzle-kit no genera nada.</translation>
        </message>
        <message>
            <source>Restore %1 from git.</source>
            <translation>Restaurar %1 desde git.</translation>
        </message>
        <message>
            <source>%1 has no snapshot.</source>
            <translation>%1 no tiene snapshot.</translation>
        </message>
        <message>
            <source>Nothing to do while later ones have theirs; drizzle-kit up to 1.0 refuses to convert the folder.</source>
            <translation>Nada que hacer mientras las posteriores tengan el suyo; drizzle-kit hasta la 1.0 se niega a convertir la carpeta.</translation>
        </message>
        <message>
            <source>There is no snapshot: drizzle-kit would generate the whole schema again.</source>
            <translation>No hay snapshot: drizzle-kit generaría de nuevo el esquema entero.</translation>
        </message>
        <message>
            <source>The last snapshot is that of %1, and %2 came after it: what drizzle-kit generates repeats those.</source>
            <translation>El último snapshot es el de %1, y %2 vino después: lo que drizzle-kit genere repetirá esos cambios.</translation>
        </message>
        <message>
            <source>Restore the snapshots from git, or bring them up to date with drizzle-kit generate --custom after a pull.</source>
            <translation>Restaurar los snapshots desde git, o ponerlos al día con drizzle-kit generate --custom tras un pull.</translation>
        </message>
        <message>
            <source>%1 and %2 have one parent: two branches were merged, and drizzle-kit generates nothing.</source>
            <translation>%1 y %2 tienen el mismo padre: se fusionaron dos ramas, y drizzle-kit no genera nada.</translation>
        </message>
        <message>
            <source>Generate the newer migration again on top of the older one.</source>
            <translation>Generar de nuevo la migración más reciente sobre la más antigua.</translation>
        </message>
        <message>
            <source>The snapshot has version %1; drizzle-kit 0.31 wants 7.</source>
            <translation>El snapshot tiene la versión %1; drizzle-kit 0.31 requiere la 7.</translation>
        </message>
        <message>
            <source>Run drizzle-kit up.</source>
            <translation>Ejecutar drizzle-kit up.</translation>
        </message>
        <message>
            <source>The folder has a journal and %1, which is of Drizzle 1.0: neither line of drizzle runs both.</source>
            <translation>La carpeta tiene un diario y %1, que es de Drizzle 1.0: ninguna línea de drizzle ejecuta ambos.</translation>
        </message>
        <message>
            <source>Run drizzle-kit up, or take the folder out.</source>
            <translation>Ejecutar drizzle-kit up, o quitar la carpeta.</translation>
        </message>
        <message>
            <source>An entry of the journal has no tag.</source>
            <translation>Una entrada del diario no tiene tag.</translation>
        </message>
        <message>
            <source>The entry %1 has no time.</source>
            <translation>La entrada %1 no tiene hora.</translation>
        </message>
        <message>
            <source>Restore the journal from git, or write the entry anew.</source>
            <translation>Restaurar el diario desde git, o reescribir la entrada.</translation>
        </message>
        <message>
            <source>Restore the file from git; drizzle runs nothing while it is broken.</source>
            <translation>Restaurar el archivo desde git; drizzle no ejecuta nada mientras esté dañado.</translation>
        </message>
        <message>
            <source>The journal begins with a byte order mark, which drizzle cannot read.</source>
            <translation>El diario empieza con una marca de orden de bytes, que drizzle no puede leer.</translation>
        </message>
        <message>
            <source>Save it as UTF-8 without a byte order mark.</source>
            <translation>Guardarlo como UTF-8 sin marca de orden de bytes.</translation>
        </message>
        <message>
            <source>The journal is no JSON: %1.</source>
            <translation>El diario no es JSON: %1.</translation>
        </message>
        <message>
            <source>The journal has no list of entries.</source>
            <translation>El diario no tiene lista de entradas.</translation>
        </message>
        <message>
            <source>nothing</source>
            <translation>nada</translation>
        </message>
        <message>
            <source>The journal has an unresolved merge conflict. Only ours: %1. Only theirs: %2.</source>
            <translation>El diario tiene un conflicto de fusión sin resolver. Solo nuestro: %1. Solo suyo: %2.</translation>
        </message>
        <message>
            <source>Keep the entries of both sides, each tag once, and give those that are applied nowhere a newer “when”.</source>
            <translation>Conservar las entradas de ambos lados, cada tag una vez, y dar un “when” más reciente a las que no estén aplicadas en ningún sitio.</translation>
        </message>
        <message>
            <source>line %1: %2</source>
            <translation>línea %1: %2</translation>
        </message>
        <message>
            <source>it has no id or no parent</source>
            <translation>no tiene id o no tiene padre</translation>
        </message>
        <message>
            <source>%1 has a snapshot and no migration.sql: drizzle passes it over.</source>
            <translation>%1 tiene un snapshot y ningún migration.sql: drizzle la pasa por alto.</translation>
        </message>
        <message>
            <source>Restore migration.sql from git, or remove the folder.</source>
            <translation>Restaurar migration.sql desde git, o quitar la carpeta.</translation>
        </message>
        <message>
            <source>%1 is in no folder of its own: drizzle never runs it.</source>
            <translation>%1 no está en una carpeta propia: drizzle nunca la ejecuta.</translation>
        </message>
        <message>
            <source>The folder's name does not begin with a time: drizzle fails when it records it, and takes everything back.</source>
            <translation>El nombre de la carpeta no empieza con una hora: drizzle falla al registrarla y lo deshace todo.</translation>
        </message>
        <message>
            <source>Give it a name like 20261121001040_%1.</source>
            <translation>Darle un nombre como 20261121001040_%1.</translation>
        </message>
        <message>
            <source>migration.sql of %1 cannot be read: %2.</source>
            <translation>No se puede leer migration.sql de %1: %2.</translation>
        </message>
        <message>
            <source>%1 has no snapshot: drizzle-kit does not know what it changes.</source>
            <translation>%1 no tiene snapshot: drizzle-kit no sabe qué cambia.</translation>
        </message>
        <message>
            <source>Restore snapshot.json from git.</source>
            <translation>Restaurar snapshot.json desde git.</translation>
        </message>
        <message>
            <source>%1 and %2 have one parent: two branches were merged.</source>
            <translation>%1 y %2 tienen el mismo padre: se fusionaron dos ramas.</translation>
        </message>
        <message>
            <source>Run drizzle-kit check; the next generate merges them where they do not touch each other, else generate the newer one again.</source>
            <translation>Ejecutar drizzle-kit check; el siguiente generate las fusiona si no se tocan entre sí; si no, generar de nuevo la más reciente.</translation>
        </message>
        <message>
            <source>the link leads to no file</source>
            <translation>el enlace no lleva a ningún archivo</translation>
        </message>
        <message>
            <source>it is no regular file</source>
            <translation>no es un archivo normal</translation>
        </message>
        <message>
            <source>it is larger than %1 MiB</source>
            <translation>ocupa más de %1 MiB</translation>
        </message>
        <message>
            <source>%1 is not named VERSION_NAME.up.sql: golang-migrate passes it over.</source>
            <translation>%1 no se llama VERSION_NAME.up.sql: golang-migrate lo pasa por alto.</translation>
        </message>
        <message>
            <source>%1 has no .up.sql beside it.</source>
            <translation>%1 no tiene ningún .up.sql a su lado.</translation>
        </message>
        <message>
            <source>a statement precedes “-- +goose Up”</source>
            <translation>una sentencia precede a “-- +goose Up”</translation>
        </message>
        <message>
            <source>there is a second “-- +goose Up”</source>
            <translation>hay un segundo “-- +goose Up”</translation>
        </message>
        <message>
            <source>“-- +goose Down” does not follow “-- +goose Up”</source>
            <translation>“-- +goose Down” no sigue a “-- +goose Up”</translation>
        </message>
        <message>
            <source>the last statement before “-- +goose Down” has no semicolon</source>
            <translation>la última sentencia antes de “-- +goose Down” no tiene punto y coma</translation>
        </message>
        <message>
            <source>“-- +goose StatementBegin” is in no section</source>
            <translation>“-- +goose StatementBegin” no está en ninguna sección</translation>
        </message>
        <message>
            <source>“-- +goose StatementEnd” has no beginning</source>
            <translation>“-- +goose StatementEnd” no tiene principio</translation>
        </message>
        <message>
            <source>there is no “-- +goose Up”</source>
            <translation>no hay “-- +goose Up”</translation>
        </message>
        <message>
            <source>there is no “-- +goose StatementEnd”</source>
            <translation>no hay “-- +goose StatementEnd”</translation>
        </message>
        <message>
            <source>the last statement has no semicolon</source>
            <translation>la última sentencia no tiene punto y coma</translation>
        </message>
        <message>
            <source>a statement precedes “-- migrate:up”</source>
            <translation>una sentencia precede a “-- migrate:up”</translation>
        </message>
        <message>
            <source>there is no “-- migrate:up”</source>
            <translation>no hay “-- migrate:up”</translation>
        </message>
        <message>
            <source>there is no “-- migrate:down”</source>
            <translation>no hay “-- migrate:down”</translation>
        </message>
        <message>
            <source>“-- migrate:down” precedes “-- migrate:up”</source>
            <translation>“-- migrate:down” precede a “-- migrate:up”</translation>
        </message>
        <message>
            <source>there is a “-- Down Migration” and no “-- Up Migration”, so that applying it runs the way back as well</source>
            <translation>hay un “-- Down Migration” y ningún “-- Up Migration”, de modo que al aplicarla se ejecuta también el camino de vuelta</translation>
        </message>
        <message>
            <source>Beware: %1.</source>
            <translation>Atención: %1.</translation>
        </message>
        <message>
            <source>Put “-- Up Migration” in front of the way up.</source>
            <translation>Poner “-- Up Migration” delante del camino de ida.</translation>
        </message>
        <message>
            <source>%1 has no number in front of its name: node-pg-migrate stops at it and runs nothing.</source>
            <translation>%1 no tiene un número al principio del nombre: node-pg-migrate se detiene ahí y no ejecuta nada.</translation>
        </message>
        <message>
            <source>Rename it, or move it out of the folder.</source>
            <translation>Renombrarlo, o sacarlo de la carpeta.</translation>
        </message>
        <message>
            <source>It has the version of %1: %2 does not tell them apart.</source>
            <translation>Tiene la versión de %1: %2 no las distingue.</translation>
        </message>
        <message>
            <source>Give the newer one, applied nowhere yet, a version of its own.</source>
            <translation>Dar una versión propia a la más reciente, aún no aplicada en ningún sitio.</translation>
        </message>
        <message>
            <source>Rename it, or move it elsewhere.</source>
            <translation>Renombrarlo, o moverlo a otro lugar.</translation>
        </message>
        <message>
            <source>there is no folder %1.</source>
            <translation>no existe la carpeta %1.</translation>
        </message>
        <message>
            <source>Correct folder in [migrations], or make it.</source>
            <translation>Corregir folder en [migrations], o crearla.</translation>
        </message>
        <message>
            <source>it does not show which tool the migrations in %1 are for.</source>
            <translation>no se ve para qué herramienta son las migraciones de %1.</translation>
        </message>
        <message>
            <source>Name it: tool = "drizzle", or typeorm, dbmate, golang-migrate, goose, node-pg-migrate, sql.</source>
            <translation>Indicarla: tool = "drizzle", o typeorm, dbmate, golang-migrate, goose, node-pg-migrate, sql.</translation>
        </message>
        <message>
            <source>%1 is code that is not run here: its folder and table are taken to be the usual ones.</source>
            <translation>%1 es código que aquí no se ejecuta: se supone que su carpeta y su tabla son las habituales.</translation>
        </message>
        <message>
            <source>Name folder and table in [migrations] of arborist.toml.</source>
            <translation>Indicar carpeta y tabla en [migrations] de arborist.toml.</translation>
        </message>
        <message>
            <source>The name %1 does not end with a time of 13 digits: TypeORM stops at it and runs nothing.</source>
            <translation>El nombre %1 no termina con una hora de 13 dígitos: TypeORM se detiene ahí y no ejecuta nada.</translation>
        </message>
        <message>
            <source>of the class</source>
            <translation>de la clase</translation>
        </message>
        <message>
            <source>Give the class a name like AddUsers1700000000000.</source>
            <translation>Dar a la clase un nombre como AddUsers1700000000000.</translation>
        </message>
        <message>
            <source>%1 has no class that TypeORM runs.</source>
            <translation>%1 no tiene ninguna clase que TypeORM ejecute.</translation>
        </message>
        <message>
            <source>The folder's index does not name %1: where the data source takes its migrations from there, it is never run.</source>
            <translation>El índice de la carpeta no nombra %1: si la fuente de datos toma de ahí sus migraciones, nunca se ejecuta.</translation>
        </message>
        <message>
            <source>Add it to the index.</source>
            <translation>Añadirla al índice.</translation>
        </message>
        <message>
            <source>%1 does not run it: %2.</source>
            <translation>%1 no la ejecuta: %2.</translation>
        </message>
        <message>
            <source>Put the directives of the file in order.</source>
            <translation>Poner en orden las directivas del archivo.</translation>
        </message>
        <message>
            <source>It takes values from the environment (ENVSUB): only goose itself runs it.</source>
            <translation>Toma valores de las variables de entorno (ENVSUB): solo el propio goose la ejecuta.</translation>
        </message>
        <message>
            <source>Run it with goose.</source>
            <translation>Ejecutarla con goose.</translation>
        </message>
        <message>
            <source>%1 has no version in front of its name: dbmate passes it over.</source>
            <translation>%1 no tiene una versión al principio del nombre: dbmate lo pasa por alto.</translation>
        </message>
        <message>
            <source>%1 has no version and “_” in front of its name: goose passes it over.</source>
            <translation>%1 no tiene una versión y “_” al principio del nombre: goose lo pasa por alto.</translation>
        </message>
        <message>
            <source>%1 has no number in front of its name: it is never run.</source>
            <translation>%1 no tiene un número al principio del nombre: nunca se ejecuta.</translation>
        </message>
        <message>
            <source>The change is not committed.</source>
            <translation>El cambio no está confirmado con commit.</translation>
        </message>
        <message>
            <source>Since commit %1 of %2 by %3.</source>
            <translation>Desde el commit %1 de %2 por %3.</translation>
        </message>
        <message>
            <source>Commit %1 of %2 by %3 took it away; bring it back: git checkout %1^ -- %4</source>
            <translation>El commit %1 de %2 por %3 lo quitó; recuperarlo: git checkout %1^ -- %4</translation>
        </message>
        <message>
            <source>The last commit that has it is %1 of %2 by %3; bring it back: git checkout %1 -- %4</source>
            <translation>El último commit que lo tiene es %1 de %2 por %3; recuperarlo: git checkout %1 -- %4</translation>
        </message>
        <message>
            <source>The ledger %1 has rows that no migration here fits (ids %2), so it cannot be brought to the form of Drizzle 1.0.</source>
            <translation>El registro de migraciones %1 tiene filas a las que aquí no corresponde ninguna migración (ids %2), por lo que no se puede llevar a la forma de Drizzle 1.0.</translation>
        </message>
        <message>
            <source>Restore the files of those migrations, or pull the branch that has them.</source>
            <translation>Restaurar los archivos de esas migraciones, o traer con pull la rama que los tiene.</translation>
        </message>
        <message>
            <source>How far migrations got that are half way cannot be read.</source>
            <translation>No se puede leer hasta dónde llegaron las migraciones que están a medias.</translation>
        </message>
        <message>
            <source>GRANT SELECT ON %1 to this user.</source>
            <translation>GRANT SELECT ON %1 a este usuario.</translation>
        </message>
        <message>
            <source>it has too many rows</source>
            <translation>tiene demasiadas filas</translation>
        </message>
        <message>
            <source>its columns are those of %1</source>
            <translation>sus columnas son las de %1</translation>
        </message>
        <message>
            <source>it has other columns</source>
            <translation>tiene otras columnas</translation>
        </message>
        <message>
            <source>The table %1 is not one of %2: %3.</source>
            <translation>La tabla %1 no es de %2: %3.</translation>
        </message>
        <message>
            <source>Name the right tool and table in [migrations] of arborist.toml.</source>
            <translation>Indicar la herramienta y la tabla correctas en [migrations] de arborist.toml.</translation>
        </message>
        <message>
            <source>%1 has %2 rows of %3, where there should be one.</source>
            <translation>%1 tiene %2 filas de %3, donde debería haber una.</translation>
        </message>
        <message>
            <source>Look at the status: another run may have changed the ledger.</source>
            <translation>Consultar el estado: otra ejecución puede haber cambiado el registro de migraciones.</translation>
        </message>
        <message>
            <source>GRANT SELECT ON %1 to this user, and USAGE on its schema.</source>
            <translation>GRANT SELECT ON %1 a este usuario, y USAGE sobre su esquema.</translation>
        </message>
        <message>
            <source>%1 is partitioned: this cannot run inside a transaction block.</source>
            <translation>%1 está particionada: esto no se puede ejecutar dentro de un bloque de transacción.</translation>
        </message>
        <message>
            <source>%1 cannot run inside a transaction block.</source>
            <translation>%1 no se puede ejecutar dentro de un bloque de transacción.</translation>
        </message>
        <message>
            <source>It uses the value '%1', added to the type %2 just before: a new value is safe only after a commit.</source>
            <translation>Usa el valor '%1', añadido al tipo %2 justo antes: un valor nuevo solo es seguro después de un commit.</translation>
        </message>
        <message>
            <source>Never applied by drizzle: its time is not after %1, the newest in the ledger.</source>
            <translation>drizzle nunca la aplica: su hora no es posterior a %1, la más reciente del registro de migraciones.</translation>
        </message>
        <message>
            <source>Apply it by choosing it (migrate --only %1), or give it a newer “when”.</source>
            <translation>Aplicarla eligiéndola (migrate --only %1), o darle un “when” más reciente.</translation>
        </message>
        <message>
            <source>Give the entry of the journal its former “when” again, or mark it as applied.</source>
            <translation>Devolver a la entrada del diario su “when” anterior, o marcarla como aplicada.</translation>
        </message>
        <message>
            <source>Applied, recorded without a time: drizzle takes every migration for pending.</source>
            <translation>Aplicada, registrada sin hora: drizzle considera pendientes todas las migraciones.</translation>
        </message>
        <message>
            <source>Applied under another time (%1): drizzle takes it for done.</source>
            <translation>Aplicada con otra hora (%1): drizzle la da por hecha.</translation>
        </message>
        <message>
            <source>Applied under another time (%1): drizzle runs it again.</source>
            <translation>Aplicada con otra hora (%1): drizzle la ejecuta de nuevo.</translation>
        </message>
        <message>
            <source>Its time is not after that of a pending one before it: drizzle skips it for ever when that one is applied first.</source>
            <translation>Su hora no es posterior a la de una pendiente anterior: drizzle la omite para siempre si aquella se aplica primero.</translation>
        </message>
        <message>
            <source>Give it a newer “when”, or apply both together.</source>
            <translation>Darle un “when” más reciente, o aplicar ambas a la vez.</translation>
        </message>
        <message>
            <source>Row %1 has no time: drizzle runs every migration again.</source>
            <translation>La fila %1 no tiene hora: drizzle ejecuta de nuevo todas las migraciones.</translation>
        </message>
        <message>
            <source>Set created_at to the “when” of its migration.</source>
            <translation>Establecer created_at con el “when” de su migración.</translation>
        </message>
        <message>
            <source>Row %1 has no name: drizzle 1.0 runs its migration again.</source>
            <translation>La fila %1 no tiene nombre: drizzle 1.0 ejecuta de nuevo su migración.</translation>
        </message>
        <message>
            <source>Set its name to that of the migration's folder.</source>
            <translation>Establecer como nombre el de la carpeta de la migración.</translation>
        </message>
        <message>
            <source>Row %1 records a migration that another row records too: it ran twice, at the same time.</source>
            <translation>La fila %1 registra una migración que también registra otra fila: se ejecutó dos veces, al mismo tiempo.</translation>
        </message>
        <message>
            <source>Check its effects, then take one of the two rows away: baseline --forget-row %1.</source>
            <translation>Comprobar sus efectos y después quitar una de las dos filas: baseline --forget-row %1.</translation>
        </message>
        <message>
            <source>Applied, but not in this checkout: no migration has the time or the hash of row %1.</source>
            <translation>Aplicada, pero no está en este checkout: ninguna migración tiene la hora o el hash de la fila %1.</translation>
        </message>
        <message>
            <source>row %1</source>
            <translation>fila %1</translation>
        </message>
        <message>
            <source>Row %1 records it a second time: it ran twice, at the same time.</source>
            <translation>La fila %1 la registra por segunda vez: se ejecutó dos veces, al mismo tiempo.</translation>
        </message>
        <message>
            <source>Applied, but not in this checkout: there is no folder of that name.</source>
            <translation>Aplicada, pero no está en este checkout: no hay ninguna carpeta con ese nombre.</translation>
        </message>
        <message>
            <source>Applied, but not in this checkout: drizzle 1.0 refuses to bring the ledger to its form, and runs nothing.</source>
            <translation>Aplicada, pero no está en este checkout: drizzle 1.0 se niega a llevar el registro de migraciones a su forma y no ejecuta nada.</translation>
        </message>
        <message>
            <source>Older than one that is applied; drizzle runs it all the same.</source>
            <translation>Anterior a una ya aplicada; drizzle la ejecuta de todos modos.</translation>
        </message>
        <message>
            <source>Check that it does not build on what came after it, then apply it.</source>
            <translation>Comprobar que no se base en lo que vino después de ella y aplicarla.</translation>
        </message>
        <message>
            <source>Applied, recorded without its name: drizzle runs it again.</source>
            <translation>Aplicada, registrada sin su nombre: drizzle la ejecuta de nuevo.</translation>
        </message>
        <message>
            <source>Set the row's name.</source>
            <translation>Poner el nombre de la fila.</translation>
        </message>
        <message>
            <source>Put the statements that are in effect back into the file as they were and change only what follows, or mark it as applied (baseline --only %1).</source>
            <translation>Volver a poner en el archivo las sentencias que surtieron efecto tal como estaban y cambiar solo lo que sigue, o registrarla como aplicada (baseline --only %1).</translation>
        </message>
        <message>
            <source> at %1</source>
            <translation> en %1</translation>
        </message>
        <message>
            <source>Resume it: rollback goes on%1. Or leave it at that: baseline --only %2 marks it as applied again.</source>
            <translation>Reanudarla: rollback continúa%1. O dejarlo así: baseline --only %2 la vuelve a registrar como aplicada.</translation>
        </message>
        <message>
            <source>Resume it: migrate goes on%1. Or undo it: rollback --only %2 runs its down script. Or mark it as applied: baseline --only %2.</source>
            <translation>Reanudarla: migrate continúa%1. O deshacerla: rollback --only %2 ejecuta su script de vuelta (down). O registrarla como aplicada: baseline --only %2.</translation>
        </message>
        <message>
            <source>Resume it: migrate goes on%1. Or mark it as applied: baseline --only %2. It has no down script to undo it with.</source>
            <translation>Reanudarla: migrate continúa%1. O registrarla como aplicada: baseline --only %2. No tiene script de vuelta (down) con el que deshacerla.</translation>
        </message>
        <message>
            <source>Its way back failed half way.</source>
            <translation>Su camino de vuelta falló a medias.</translation>
        </message>
        <message>
            <source>It failed half way.</source>
            <translation>Falló a medias.</translation>
        </message>
        <message>
            <source>Its first %1 statements are in effect, and the file says something else in them by now.</source>
            <translation>Sus primeras %1 sentencias surtieron efecto, y el archivo dice ahora otra cosa en ellas.</translation>
        </message>
        <message>
            <source>Of its %1 statements %2 are in effect; statement %3 was running when the run ended.</source>
            <translation>De sus %1 sentencias surtieron efecto %2; la sentencia %3 se estaba ejecutando cuando terminó la ejecución.</translation>
        </message>
        <message>
            <source>Of its %1 statements the first %2 are in effect.</source>
            <translation>De sus %1 sentencias surtieron efecto las primeras %2.</translation>
        </message>
        <message>
            <source>Begun by run %1, %2.</source>
            <translation>Empezada por la ejecución %1, %2.</translation>
        </message>
        <message>
            <source>Run %1 is working on it now; %2 of its statements are in effect.</source>
            <translation>La ejecución %1 trabaja ahora en ella; %2 de sus sentencias surtieron efecto.</translation>
        </message>
        <message>
            <source>Wait for its end.</source>
            <translation>Esperar a que termine.</translation>
        </message>
        <message>
            <source>It failed half way, with %1 of its statements in effect, and is not in this checkout.</source>
            <translation>Falló a medias, con %1 de sus sentencias en efecto, y no está en esta copia de trabajo.</translation>
        </message>
        <message>
            <source>Pull the branch that has it, and run it to its end there.</source>
            <translation>Traer con pull la rama que la tiene y ejecutarla allí hasta el final.</translation>
        </message>
        <message>
            <source>Older than one that is applied: goose refuses to run anything.</source>
            <translation>Anterior a una ya aplicada: goose se niega a ejecutar nada.</translation>
        </message>
        <message>
            <source>Give it a newer version, or run goose with -allow-missing.</source>
            <translation>Darle una versión más reciente, o ejecutar goose con -allow-missing.</translation>
        </message>
        <message>
            <source>Older than one that is applied: node-pg-migrate refuses to run anything.</source>
            <translation>Anterior a una ya aplicada: node-pg-migrate se niega a ejecutar nada.</translation>
        </message>
        <message>
            <source>Give it a newer number, or run it with --no-check-order.</source>
            <translation>Darle un número más reciente, o ejecutarlo con --no-check-order.</translation>
        </message>
        <message>
            <source>Older than one that is applied; dbmate runs it all the same, unless with --strict.</source>
            <translation>Anterior a una ya aplicada; dbmate la ejecuta de todos modos, salvo con --strict.</translation>
        </message>
        <message>
            <source>Older than one that is applied; it is run all the same.</source>
            <translation>Anterior a una ya aplicada; se ejecuta de todos modos.</translation>
        </message>
        <message>
            <source>Applied, but not in this checkout: node-pg-migrate refuses to run anything that comes after it.</source>
            <translation>Aplicada, pero no está en esta copia de trabajo: node-pg-migrate se niega a ejecutar nada que venga después de ella.</translation>
        </message>
        <message>
            <source>Applied, but not in this checkout: no file has the name of that row.</source>
            <translation>Aplicada, pero no está en esta copia de trabajo: ningún archivo tiene el nombre de esa fila.</translation>
        </message>
        <message>
            <source>Row %1 records it a second time: it ran twice.</source>
            <translation>La fila %1 la registra por segunda vez: se ejecutó dos veces.</translation>
        </message>
        <message>
            <source>The ledger has %1 rows, where golang-migrate keeps one.</source>
            <translation>El registro de migraciones tiene %1 filas, cuando golang-migrate mantiene una.</translation>
        </message>
        <message>
            <source>Find out which version the database is at, and run migrate force.</source>
            <translation>Averiguar en qué versión está la base de datos y ejecutar migrate force.</translation>
        </message>
        <message>
            <source>It failed half way, or the way back to it did: golang-migrate calls the database dirty and runs nothing.</source>
            <translation>Falló a medias, o falló el camino de vuelta hasta ella: golang-migrate considera la base de datos dirty y no ejecuta nada.</translation>
        </message>
        <message>
            <source>Put right what it left behind, then mark it as applied (baseline --only %1), or as not applied by golang-migrate's own migrate force.</source>
            <translation>Arreglar lo que dejó y después registrarla como aplicada (baseline --only %1), o como no aplicada con el propio migrate force de golang-migrate.</translation>
        </message>
        <message>
            <source>The way back of the first migration failed half way: golang-migrate calls the database dirty and runs nothing.</source>
            <translation>El camino de vuelta de la primera migración falló a medias: golang-migrate considera la base de datos dirty y no ejecuta nada.</translation>
        </message>
        <message>
            <source>Put right what it left behind, then say which version the database is at (migrate force).</source>
            <translation>Corregir lo que dejó atrás y después indicar en qué versión está la base de datos (migrate force).</translation>
        </message>
        <message>
            <source>The database is at version %1, which is not in this checkout: golang-migrate runs nothing.</source>
            <translation>La base de datos está en la versión %1, que no está en esta copia de trabajo: golang-migrate no ejecuta nada.</translation>
        </message>
        <message>
            <source>Applied</source>
            <translation>Aplicada</translation>
        </message>
        <message>
            <source>Edited</source>
            <translation>Editada</translation>
        </message>
        <message>
            <source>Time changed</source>
            <translation>Hora cambiada</translation>
        </message>
        <message>
            <source>Pending</source>
            <translation>Pendiente</translation>
        </message>
        <message>
            <source>Skipped</source>
            <translation>Omitida</translation>
        </message>
        <message>
            <source>Out of order</source>
            <translation>Fuera de orden</translation>
        </message>
        <message>
            <source>Failed half way</source>
            <translation>Fallida a medias</translation>
        </message>
        <message>
            <source>File missing</source>
            <translation>Falta el archivo</translation>
        </message>
        <message>
            <source>The file was edited after it was applied: it has the hash %1, the ledger %2.</source>
            <translation>El archivo se editó después de aplicarse: tiene el hash %1, el registro de migraciones %2.</translation>
        </message>
        <message>
            <source>Restore the file from git, and put the change into a new migration.</source>
            <translation>Restaurar el archivo desde git y poner el cambio en una nueva migración.</translation>
        </message>
        <message>
            <source>Applied; its file is not there, or cannot be read.</source>
            <translation>Aplicada; su archivo no está o no se puede leer.</translation>
        </message>
        <message>
            <source>Not applied, and its file is not there, or cannot be read.</source>
            <translation>No aplicada, y su archivo no está o no se puede leer.</translation>
        </message>
        <message>
            <source>Pull the branch that has it, or restore its file from git.</source>
            <translation>Traer la rama que lo tiene, o restaurar su archivo desde git.</translation>
        </message>
        <message>
            <source>Check the network, the VPN, and whether a proxy is needed (HTTPS_PROXY).</source>
            <translation>Comprobar la red, la VPN y si se necesita un proxy (HTTPS_PROXY).</translation>
        </message>
        <message>
            <source>Check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY, or name this host in NO_PROXY.</source>
            <translation>Comprobar HTTPS_PROXY, HTTP_PROXY y ALL_PROXY, o indicar este host en NO_PROXY.</translation>
        </message>
        <message>
            <source>There is no host for the proxy %1.</source>
            <translation>No existe ningún host para el proxy %1.</translation>
        </message>
        <message>
            <source>The proxy %1 asks for a user and password.</source>
            <translation>El proxy %1 pide usuario y contraseña.</translation>
        </message>
        <message>
            <source>Give them in HTTPS_PROXY: http://user:password@host:port.</source>
            <translation>Indicarlos en HTTPS_PROXY: http://user:password@host:port.</translation>
        </message>
        <message>
            <source>The proxy %1 did not answer in time.</source>
            <translation>El proxy %1 no respondió a tiempo.</translation>
        </message>
        <message>
            <source>Nothing answers at the proxy %1.</source>
            <translation>Nada responde en el proxy %1.</translation>
        </message>
        <message>
            <source>The proxy %1 does not let us through.</source>
            <translation>El proxy %1 no permite el paso.</translation>
        </message>
        <message>
            <source>Nothing answers at %1.</source>
            <translation>Nada responde en %1.</translation>
        </message>
        <message>
            <source>Check host and port, and that a firewall lets you through.</source>
            <translation>Comprobar host y puerto, y que un cortafuegos permita el paso.</translation>
        </message>
        <message>
            <source>No secure connection to %1 could be made.</source>
            <translation>No se pudo establecer una conexión segura con %1.</translation>
        </message>
        <message>
            <source>Check the date of this computer. Where a company's proxy opens TLS, add its certificate to the system's (update-ca-certificates).</source>
            <translation>Comprobar la fecha de este equipo. Si el proxy de una empresa abre TLS, añadir su certificado a los del sistema (update-ca-certificates).</translation>
        </message>
        <message>
            <source>%1 hung up before its answer was complete.</source>
            <translation>%1 colgó antes de completar su respuesta.</translation>
        </message>
        <message>
            <source>Try again.</source>
            <translation>Volver a intentarlo.</translation>
        </message>
        <message>
            <source>%1 did not answer in time.</source>
            <translation>%1 no respondió a tiempo.</translation>
        </message>
        <message>
            <source>The network went away while talking to %1.</source>
            <translation>La red se perdió durante la comunicación con %1.</translation>
        </message>
        <message>
            <source>%1 is no address for a web request.</source>
            <translation>%1 no es una dirección para una petición web.</translation>
        </message>
        <message>
            <source>It should begin with https:// or http://.</source>
            <translation>Debería empezar por https:// o http://.</translation>
        </message>
        <message>
            <source>What %1 answered is not HTTP.</source>
            <translation>Lo que respondió %1 no es HTTP.</translation>
        </message>
        <message>
            <source>Check host and port.</source>
            <translation>Comprobar host y puerto.</translation>
        </message>
        <message>
            <source>The connection to %1 failed.</source>
            <translation>Falló la conexión con %1.</translation>
        </message>
        <message>
            <source>%1 did not answer within %2 s.</source>
            <translation>%1 no respondió en %2 s.</translation>
        </message>
        <message>
            <source>%1 answered with more than %2.</source>
            <translation>%1 respondió con más de %2.</translation>
        </message>
        <message>
            <source>Check host and port: this may not be the service meant.</source>
            <translation>Comprobar host y puerto: puede que no sea el servicio deseado.</translation>
        </message>
        <message>
            <source>Opening the address</source>
            <translation>Abriendo la dirección</translation>
        </message>
        <message>
            <source>Opening %1</source>
            <translation>Abriendo %1</translation>
        </message>
        <message>
            <source>Preparing the demo</source>
            <translation>Preparando la demo</translation>
        </message>
        <message>
            <source>%1, line %2, is not JSON: %3.</source>
            <translation>%1, línea %2, no es JSON: %3.</translation>
        </message>
        <message>
            <source>Restore it from the history of the project, or mend it by hand.</source>
            <translation>Restaurarlo del historial del proyecto o corregirlo a mano.</translation>
        </message>
        <message>
            <source>it is nested too deeply</source>
            <translation>está anidado demasiado profundamente</translation>
        </message>
        <message>
            <source>%1 under [migrations] in arborist.toml</source>
            <translation>%1 en [migrations] de arborist.toml</translation>
        </message>
        <message>
            <source>%1 under [migrations] has a quote that is not closed.</source>
            <translation>%1 en [migrations] tiene una comilla sin cerrar.</translation>
        </message>
        <message>
            <source>Close it in arborist.toml.</source>
            <translation>Cerrarla en arborist.toml.</translation>
        </message>
        <message>
            <source>%1 in package.json</source>
            <translation>%1 en package.json</translation>
        </message>
        <message>
            <source>drizzle-kit of the project</source>
            <translation>drizzle-kit del proyecto</translation>
        </message>
        <message>
            <source>%1 does not hold the address of a proxy.</source>
            <translation>%1 no contiene la dirección de un proxy.</translation>
        </message>
        <message>
            <source>It should look like http://host:port or socks5h://host:port.</source>
            <translation>Debería tener la forma http://host:port o socks5h://host:port.</translation>
        </message>
        <message>
            <source>Copy rows</source>
            <translation>Copiar filas</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>Exportar…</translation>
        </message>
        <message>
            <source>The server told no plan.</source>
            <translation>El servidor no indicó ningún plan.</translation>
        </message>
        <message>
            <source>The result is larger than %1.</source>
            <translation>El resultado es mayor que %1.</translation>
        </message>
        <message>
            <source>Export it to a file, or ask for fewer rows. What has come is kept.</source>
            <translation>Exportarlo a un archivo o pedir menos filas. Se conserva lo que ha llegado.</translation>
        </message>
        <message>
            <source>No answer</source>
            <translation>Sin respuesta</translation>
        </message>
        <message>
            <source>No address</source>
            <translation>Sin dirección</translation>
        </message>
        <message>
            <source>Reading…</source>
            <translation>Leyendo…</translation>
        </message>
        <message>
            <source>Not read</source>
            <translation>No leída</translation>
        </message>
        <message>
            <source>%1 failed</source>
            <translation>%1 con error</translation>
        </message>
        <message>
            <source>%1 pending</source>
            <translation>%1 pendientes</translation>
        </message>
        <message>
            <source>%1 applied</source>
            <translation>%1 aplicadas</translation>
        </message>
        <message>
            <source>There is no table of migrations yet.</source>
            <translation>Aún no hay ninguna tabla de migraciones.</translation>
        </message>
        <message>
            <source>%1 rows of %2 were expected by their ids, %3 were read.</source>
            <translation>Se esperaban %1 filas de %2 según sus ids, se leyeron %3.</translation>
        </message>
        <message>
            <source>Map a column with unique values as the id.</source>
            <translation>Asignar como id una columna con valores únicos.</translation>
        </message>
        <message>
            <source>1 orphan was left: rows of it were changed or added meanwhile.</source>
            <translation>Se dejó 1 huérfano: entretanto se cambiaron o añadieron filas suyas.</translation>
        </message>
        <message>
            <source>%1 orphans were left: rows of them were changed or added meanwhile.</source>
            <translation>Se dejaron %1 huérfanos: entretanto se cambiaron o añadieron filas suyas.</translation>
        </message>
        <message>
            <source>1 row was changed meanwhile and planned anew.</source>
            <translation>1 fila cambió entretanto y se planificó de nuevo.</translation>
        </message>
        <message>
            <source>%1 rows were changed meanwhile and planned anew.</source>
            <translation>%1 filas cambiaron entretanto y se planificaron de nuevo.</translation>
        </message>
        <message>
            <source>1 row differs again: others write to the table.</source>
            <translation>1 fila vuelve a diferir: otros escriben en la tabla.</translation>
        </message>
        <message>
            <source>%1 rows differ again: others write to the table.</source>
            <translation>%1 filas vuelven a diferir: otros escriben en la tabla.</translation>
        </message>
        <message>
            <source>1 item was changed just now and left as it is.</source>
            <translation>1 elemento se modificó hace un momento y se dejó como está.</translation>
        </message>
        <message>
            <source>%1 items were changed just now and left as they are.</source>
            <translation>%1 elementos se modificaron hace un momento y se dejaron como están.</translation>
        </message>
        <message>
            <source>Repairs of a hierarchy: %1.</source>
            <translation>Reparaciones de una jerarquía: %1.</translation>
        </message>
        <message>
            <source>d MMM</source>
            <translation>d MMM</translation>
        </message>
        <message>
            <source>1 row changed, %1</source>
            <translation>1 fila cambiada, %1</translation>
        </message>
        <message>
            <source>%1 rows changed, %2</source>
            <translation>%1 filas cambiadas, %2</translation>
        </message>
        <message>
            <source>%1; taken back</source>
            <translation>%1; deshecha</translation>
        </message>
        <message>
            <source>Plan the export of %1</source>
            <translation>Planificar la exportación de %1</translation>
        </message>
        <message>
            <source>Export tables of %1</source>
            <translation>Exportar tablas de %1</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>Exportar</translation>
        </message>
        <message>
            <source>Export %1 of %2</source>
            <translation>Exportar %1 de %2</translation>
        </message>
        <message>
            <source>%1 as of one moment, into %2. The database is only read.</source>
            <translation>%1 tal como están en un mismo momento, en %2. La base de datos solo se lee.</translation>
        </message>
        <message>
            <source>Export %1</source>
            <translation>Exportar %1</translation>
        </message>
        <message>
            <source>Plan the import into %1</source>
            <translation>Planificar la importación en %1</translation>
        </message>
        <message>
            <source>Import tables into %1</source>
            <translation>Importar tablas en %1</translation>
        </message>
        <message>
            <source>Import</source>
            <translation>Importar</translation>
        </message>
        <message>
            <source>Import %1 into %2</source>
            <translation>Importar %1 en %2</translation>
        </message>
        <message>
            <source>%1 replace what the tables hold, in one transaction: all of it or nothing.</source>
            <translation>%1 reemplazan el contenido de las tablas, en una sola transacción: todo o nada.</translation>
        </message>
        <message>
            <source>Replace %1</source>
            <translation>Reemplazar %1</translation>
        </message>
        <message>
            <source>Plan to wipe tables of %1</source>
            <translation>Planificar el vaciado de tablas de %1</translation>
        </message>
        <message>
            <source>Wipe tables of %1</source>
            <translation>Vaciar tablas de %1</translation>
        </message>
        <message>
            <source>Wipe</source>
            <translation>Vaciar</translation>
        </message>
        <message>
            <source>Wipe %1 of %2</source>
            <translation>Vaciar %1 de %2</translation>
        </message>
        <message>
            <source>Takes away %1 in one transaction, after they were written to an archive.</source>
            <translation>Quita %1 en una sola transacción, después de escribirlas en un archivo de respaldo.</translation>
        </message>
        <message>
            <source>Wipe %1</source>
            <translation>Vaciar %1</translation>
        </message>
        <message>
            <source>Each statement takes effect on its own, and progress is kept after each.</source>
            <translation>Cada sentencia surte efecto por sí sola, y el avance se guarda tras cada una.</translation>
        </message>
        <message>
            <source>In one transaction, as far as its statements can be in one.</source>
            <translation>En una transacción, en la medida en que sus sentencias puedan ir en una.</translation>
        </message>
        <message>
            <source>All in one transaction: either all of them take effect or none.</source>
            <translation>Todo en una transacción: o surten efecto todas o ninguna.</translation>
        </message>
        <message>
            <source>Each in a transaction of its own: those that succeeded stay where a later one fails.</source>
            <translation>Cada una en una transacción propia: las que tuvieron éxito se mantienen si falla una posterior.</translation>
        </message>
        <message>
            <source>1 migration</source>
            <translation>1 migración</translation>
        </message>
        <message>
            <source>%1 migrations</source>
            <translation>%1 migraciones</translation>
        </message>
        <message>
            <source>Plan to apply migrations to %1</source>
            <translation>Planificar la aplicación de migraciones a %1</translation>
        </message>
        <message>
            <source>Apply migrations to %1</source>
            <translation>Aplicar migraciones a %1</translation>
        </message>
        <message>
            <source>Apply migrations</source>
            <translation>Aplicar migraciones</translation>
        </message>
        <message>
            <source>Apply %1 to %2</source>
            <translation>Aplicar %1 a %2</translation>
        </message>
        <message>
            <source>Apply %1</source>
            <translation>Aplicar %1</translation>
        </message>
        <message>
            <source>Plan to roll back migrations of %1</source>
            <translation>Planificar la reversión de migraciones de %1</translation>
        </message>
        <message>
            <source>Roll back migrations of %1</source>
            <translation>Revertir migraciones de %1</translation>
        </message>
        <message>
            <source>Roll back migrations</source>
            <translation>Revertir migraciones</translation>
        </message>
        <message>
            <source>Roll back %1 on %2</source>
            <translation>Revertir %1 en %2</translation>
        </message>
        <message>
            <source>The newest first, by their tool's own revert; each becomes pending again.</source>
            <translation>Las más recientes primero, con la reversión propia de su herramienta; cada una vuelve a quedar pendiente.</translation>
        </message>
        <message>
            <source>The newest first, by their down scripts; each becomes pending again.</source>
            <translation>La más reciente primero, con sus scripts de vuelta (down); cada una vuelve a quedar pendiente.</translation>
        </message>
        <message>
            <source>Roll back %1</source>
            <translation>Revertir %1</translation>
        </message>
        <message>
            <source>Plan a baseline of %1</source>
            <translation>Planificar una línea base de %1</translation>
        </message>
        <message>
            <source>Baseline of %1</source>
            <translation>Línea base de %1</translation>
        </message>
        <message>
            <source>Baseline</source>
            <translation>Línea base</translation>
        </message>
        <message>
            <source>Record %1 as applied on %2</source>
            <translation>Registrar %1 como aplicado en %2</translation>
        </message>
        <message>
            <source>None of their SQL is run: for a database that has what they do already.</source>
            <translation>No se ejecuta nada de su SQL: para una base de datos que ya tiene lo que hacen.</translation>
        </message>
        <message>
            <source>Record %1</source>
            <translation>Registrar %1</translation>
        </message>
        <message>
            <source>Plan a new migration</source>
            <translation>Planificar una nueva migración</translation>
        </message>
        <message>
            <source>Create a migration</source>
            <translation>Crear una migración</translation>
        </message>
        <message>
            <source>Create migration</source>
            <translation>Crear migración</translation>
        </message>
        <message>
            <source>Create %1</source>
            <translation>Crear %1</translation>
        </message>
        <message>
            <source>Writes files of the project. No database is touched.</source>
            <translation>Escribe archivos del proyecto. No se toca ninguna base de datos.</translation>
        </message>
        <message>
            <source>Plan a down script</source>
            <translation>Planificar un script de vuelta (down)</translation>
        </message>
        <message>
            <source>Save a down script</source>
            <translation>Guardar un script de vuelta (down)</translation>
        </message>
        <message>
            <source>Save down script</source>
            <translation>Guardar script de vuelta</translation>
        </message>
        <message>
            <source>Save the way back of %1</source>
            <translation>Guardar el camino de vuelta de %1</translation>
        </message>
        <message>
            <source>Writes a file of the project, which a roll-back runs. No database is touched now.</source>
            <translation>Escribe un archivo del proyecto, que se ejecuta al revertir. Ahora no se toca ninguna base de datos.</translation>
        </message>
        <message>
            <source>Plan a push to %1</source>
            <translation>Planificar un push a %1</translation>
        </message>
        <message>
            <source>Push to %1</source>
            <translation>Hacer push a %1</translation>
        </message>
        <message>
            <source>Push</source>
            <translation>Hacer push</translation>
        </message>
        <message>
            <source>Push the models to %1</source>
            <translation>Hacer push de los modelos a %1</translation>
        </message>
        <message>
            <source>The project's own command brings the database up to the models, without a migration. What it asks is answered in the console.</source>
            <translation>El comando propio del proyecto pone la base de datos al día según los modelos, sin migración. Lo que pregunta se responde en la consola.</translation>
        </message>
        <message>
            <source>This role may not carry over: %1</source>
            <translation>Este rol no puede traspasar: %1</translation>
        </message>
        <message>
            <source>The dump could not be restored: %1</source>
            <translation>No se pudo restaurar el volcado: %1</translation>
        </message>
        <message>
            <source>%1 cannot be written.</source>
            <translation>No se puede escribir %1.</translation>
        </message>
        <message>
            <source>%1, the rules kept on this machine, is of another version.</source>
            <translation>%1, las reglas guardadas en este equipo, es de otra versión.</translation>
        </message>
        <message>
            <source>Open it with the version of Arborist that wrote it; or move it away, and choose the rules anew.</source>
            <translation>Abrirlo con la versión de Arborist que lo escribió; o apartarlo y volver a elegir las reglas.</translation>
        </message>
        <message>
            <source>No private folder can be made in %1: %2.</source>
            <translation>No se puede crear una carpeta privada en %1: %2.</translation>
        </message>
        <message>
            <source>%1 for these %2</source>
            <translation>%1 para estas %2</translation>
        </message>
        <message>
            <source>&lt; 1 ms</source>
            <translation>&lt; 1 ms</translation>
        </message>
        <message>
            <source>%1 and 1 more kind</source>
            <translation>%1 y 1 tipo más</translation>
        </message>
        <message>
            <source>%1 and %2 more kinds</source>
            <translation>%1 y %2 tipos más</translation>
        </message>
        <message>
            <source>%1 on %2: drift of other kinds has come up</source>
            <translation>%1 en %2: ha aparecido desviación de otros tipos</translation>
        </message>
        <message>
            <source>%1 on %2: 1 more item has drifted</source>
            <translation>%1 en %2: 1 elemento más tiene desviación</translation>
        </message>
        <message>
            <source>%1 on %2: %3 more items have drifted</source>
            <translation>%1 en %2: %3 elementos más tienen desviación</translation>
        </message>
        <message>
            <source>HH:mm</source>
            <translation>HH:mm</translation>
        </message>
        <message>
            <source>d MMM HH:mm</source>
            <translation>d MMM HH:mm</translation>
        </message>
        <message>
            <source>unchanged since %1</source>
            <translation>sin cambios desde %1</translation>
        </message>
        <message>
            <source>%1 since %2</source>
            <translation>%1 desde %2</translation>
        </message>
        <message>
            <source>The server was stopped, crashed or restarted, or the network failed. What was not committed is rolled back; check the server, then run it again.</source>
            <translation>El servidor se detuvo, falló o se reinició, o falló la red. Lo no confirmado se revierte; comprobar el servidor y volver a ejecutarlo.</translation>
        </message>
        <message>
            <source>The connection to %1 was lost.</source>
            <translation>Se perdió la conexión con %1.</translation>
        </message>
        <message>
            <source>Check user name and password: in the connection string, the .env file, PGPASSWORD or ~/.pgpass. In a URL, special characters of a password must be percent-encoded.</source>
            <translation>Comprobar usuario y contraseña: en la cadena de conexión, el archivo .env, PGPASSWORD o ~/.pgpass. En una URL, los caracteres especiales de una contraseña deben codificarse con porcentaje.</translation>
        </message>
        <message>
            <source>Check that the role "%1" exists and may log in, and that pg_hba.conf of the server admits it from here.</source>
            <translation>Comprobar que el rol "%1" exista y pueda iniciar sesión, y que el pg_hba.conf del servidor lo admita desde aquí.</translation>
        </message>
        <message>
            <source>Check the database's name (upper and lower case differ); "psql -l" lists those that the server has.</source>
            <translation>Comprobar el nombre de la base de datos (se distinguen mayúsculas y minúsculas); "psql -l" lista las que tiene el servidor.</translation>
        </message>
        <message>
            <source>Close programs that use this server, use a pooled endpoint, or raise max_connections (or the limit of the role or database).</source>
            <translation>Cerrar programas que usen este servidor, usar un punto de conexión con pool o aumentar max_connections (o el límite del rol o de la base de datos).</translation>
        </message>
        <message>
            <source>An administrator or a restart ended the session. What was not committed is rolled back; run it again once the server is up.</source>
            <translation>Un administrador o un reinicio terminó la sesión. Lo no confirmado se revierte; volver a ejecutarlo cuando el servidor esté en marcha.</translation>
        </message>
        <message>
            <source>The server crashed and restarts. What was not committed is rolled back; look into its log before running this again.</source>
            <translation>El servidor falló y se reinicia. Lo no confirmado se revierte; consultar su registro antes de volver a ejecutarlo.</translation>
        </message>
        <message>
            <source>The server is starting, stopping or recovering. Try again in a moment.</source>
            <translation>El servidor está arrancando, deteniéndose o recuperándose. Volver a intentarlo en un momento.</translation>
        </message>
        <message>
            <source>The database was dropped while it was in use.</source>
            <translation>La base de datos se eliminó mientras estaba en uso.</translation>
        </message>
        <message>
            <source>The session was idle for longer than idle_session_timeout. Connect again.</source>
            <translation>La sesión estuvo inactiva más tiempo que idle_session_timeout. Volver a conectarse.</translation>
        </message>
        <message>
            <source>The transaction was idle for longer than idle_in_transaction_session_timeout; it is rolled back. Run it again.</source>
            <translation>La transacción estuvo inactiva más tiempo que idle_in_transaction_session_timeout; se ha revertido. Volver a ejecutarla.</translation>
        </message>
        <message>
            <source>The role "%1" may not do this. Connect with a role that may (the owner, or for roles and databases an administrator), or let it GRANT what is missing.</source>
            <translation>El rol "%1" no puede hacer esto. Conectarse con un rol que sí pueda (el propietario o, para roles y bases de datos, un administrador), o hacer que este conceda con GRANT lo que falta.</translation>
        </message>
        <message>
            <source>The server or session is read-only: a standby, or default_transaction_read_only is set. Connect to the primary, or change the setting of role or database.</source>
            <translation>El servidor o la sesión es de solo lectura: un servidor en espera, o default_transaction_read_only está activado. Conectarse al primario o cambiar el ajuste del rol o de la base de datos.</translation>
        </message>
        <message>
            <source>Another session holds the lock. pg_locks and pg_stat_activity show which; wait for it or end it, then run this again.</source>
            <translation>Otra sesión tiene el bloqueo. pg_locks y pg_stat_activity muestran cuál; esperarla o terminarla y volver a ejecutarlo.</translation>
        </message>
        <message>
            <source>The statement took longer than statement_timeout allows (see the settings of role, database and URL), or someone cancelled it on the server.</source>
            <translation>La sentencia tardó más de lo que permite statement_timeout (ver los ajustes de rol, base de datos y URL), o alguien la canceló en el servidor.</translation>
        </message>
        <message>
            <source>The server's disk is full. Free space there, then run this again.</source>
            <translation>El disco del servidor está lleno. Liberar espacio en él y volver a ejecutarlo.</translation>
        </message>
        <message>
            <source>The server ran out of memory. For shared memory, raise max_locks_per_transaction; else close other sessions, or lower work_mem.</source>
            <translation>El servidor se quedó sin memoria. Si es memoria compartida (shared memory), aumente max_locks_per_transaction; si no, cierre otras sesiones o reduzca work_mem.</translation>
        </message>
        <message>
            <source>Check schema and name, and that this database has the migrations that make the table: it may have been dropped or renamed meanwhile.</source>
            <translation>Comprobar esquema y nombre, y que esta base de datos tenga las migraciones que crean la tabla: puede haberse eliminado o renombrado entretanto.</translation>
        </message>
        <message>
            <source>Check the column's name, and that this database has the migrations that make it: it may have been dropped or renamed meanwhile.</source>
            <translation>Comprobar el nombre de la columna, y que esta base de datos tenga las migraciones que la crean: puede haberse eliminado o renombrado entretanto.</translation>
        </message>
        <message>
            <source>Check the schema's name, and that this database has the migrations that make it.</source>
            <translation>Comprobar el nombre del esquema, y que esta base de datos tenga las migraciones que lo crean.</translation>
        </message>
        <message>
            <source>Another transaction changed the same rows. Nothing was changed here; run it again.</source>
            <translation>Otra transacción cambió las mismas filas. Aquí no se cambió nada; volver a ejecutarlo.</translation>
        </message>
        <message>
            <source>Two transactions waited for each other, and this one was rolled back. Run it again.</source>
            <translation>Dos transacciones se esperaban mutuamente y esta se revirtió. Volver a ejecutarla.</translation>
        </message>
        <message>
            <source>Check the name; the object may belong to an extension or a migration that this database does not have.</source>
            <translation>Comprobar el nombre; el objeto puede pertenecer a una extensión o migración que esta base de datos no tiene.</translation>
        </message>
        <message>
            <source>Check the name; the function may belong to an extension or a migration that this database does not have.</source>
            <translation>Comprobar el nombre; la función puede pertenecer a una extensión o migración que esta base de datos no tiene.</translation>
        </message>
        <message>
            <source>This server's version or kind does not offer it.</source>
            <translation>La versión o el tipo de este servidor no lo ofrece.</translation>
        </message>
        <message>
            <source>An earlier statement of the transaction failed; roll back first.</source>
            <translation>Una sentencia anterior de la transacción falló; revertir primero.</translation>
        </message>
        <message>
            <source>A connection pooler (PgBouncer) hands every transaction to another session: prepared statements, SET, advisory locks and LISTEN do not work through it. Use the direct endpoint.</source>
            <translation>Un pool de conexiones (PgBouncer) pasa cada transacción a otra sesión: las sentencias preparadas, SET, los bloqueos consultivos y LISTEN no funcionan a través de él. Usar el punto de conexión directo.</translation>
        </message>
        <message>
            <source>On Neon that is the host %1.</source>
            <translation>En Neon es el host %1.</translation>
        </message>
        <message>
            <source>The folder %1 belongs to another user.</source>
            <translation>La carpeta %1 pertenece a otro usuario.</translation>
        </message>
        <message>
            <source>Run this as that user, or choose another folder with ARBORIST_DATA_DIR.</source>
            <translation>Ejecutarlo como ese usuario o elegir otra carpeta con ARBORIST_DATA_DIR.</translation>
        </message>
        <message>
            <source>The folder %1 is not private.</source>
            <translation>La carpeta %1 no es privada.</translation>
        </message>
        <message>
            <source>Remove it; it is made anew.</source>
            <translation>Eliminarla; se crea de nuevo.</translation>
        </message>
        <message>
            <source>There is no place for the server's socket: %1 is longer than the %2 bytes that the system allows, and no short folder can be made.</source>
            <translation>No hay lugar para el socket del servidor: %1 supera los %2 bytes que permite el sistema y no se puede crear ninguna carpeta corta.</translation>
        </message>
        <message>
            <source>Choose a folder with a shorter path with ARBORIST_DATA_DIR.</source>
            <translation>Elegir con ARBORIST_DATA_DIR una carpeta con una ruta más corta.</translation>
        </message>
        <message>
            <source>The log %1 cannot be written: %2.</source>
            <translation>No se puede escribir el registro %1: %2.</translation>
        </message>
        <message>
            <source>Making the embedded database cluster</source>
            <translation>Creando el clúster de bases de datos integrado</translation>
        </message>
        <message>
            <source>The embedded database cluster cannot be made.</source>
            <translation>No se puede crear el clúster de bases de datos integrado.</translation>
        </message>
        <message>
            <source>The embedded database cluster cannot be put in its place.</source>
            <translation>No se puede poner en su lugar el clúster de bases de datos integrado.</translation>
        </message>
        <message>
            <source>The folder %1 holds no whole PostgreSQL cluster.</source>
            <translation>La carpeta %1 no contiene un clúster PostgreSQL completo.</translation>
        </message>
        <message>
            <source>Move it aside, and a new cluster is made: mv %1 %1-old</source>
            <translation>Apartarla, y se crea un clúster nuevo: mv %1 %1-old</translation>
        </message>
        <message>
            <source>The server's settings cannot be written.</source>
            <translation>No se pueden escribir los ajustes del servidor.</translation>
        </message>
        <message>
            <source>The reason is in the details and in %1.</source>
            <translation>La causa está en los detalles y en %1.</translation>
        </message>
        <message>
            <source>The disk of %1 is full: free some room there.</source>
            <translation>El disco de %1 está lleno: liberar espacio en él.</translation>
        </message>
        <message>
            <source>Look at the permissions of %1: it has to belong to the account that runs the server.</source>
            <translation>Revisar los permisos de %1: debe pertenecer a la cuenta que ejecuta el servidor.</translation>
        </message>
        <message>
            <source>The system has too little memory left for the server.</source>
            <translation>Al sistema le queda poca memoria para el servidor.</translation>
        </message>
        <message>
            <source>Move it aside, or choose another folder with ARBORIST_DATA_DIR.</source>
            <translation>Apartarla, o elegir otra carpeta con ARBORIST_DATA_DIR.</translation>
        </message>
        <message>
            <source>There is no account to run PostgreSQL as: it refuses to be run by root.</source>
            <translation>No hay ninguna cuenta con la que ejecutar PostgreSQL: se niega a ejecutarse como root.</translation>
        </message>
        <message>
            <source>Run this as an ordinary user, or add an account: sudo adduser --system --group postgres</source>
            <translation>Ejecutarlo como usuario normal, o añadir una cuenta: sudo adduser --system --group postgres</translation>
        </message>
        <message>
            <source>The folder %1 is closed to the account %2, which runs the server for root.</source>
            <translation>La carpeta %1 está cerrada a la cuenta %2, que ejecuta el servidor en lugar de root.</translation>
        </message>
        <message>
            <source>Leave ARBORIST_DATA_DIR unset to use /var/lib/arborist, or open the way: chmod o+x %1</source>
            <translation>Dejar ARBORIST_DATA_DIR sin definir para usar /var/lib/arborist, o abrir el paso: chmod o+x %1</translation>
        </message>
        <message>
            <source>%1 cannot be given to the account %2: %3.</source>
            <translation>No se puede dar %1 a la cuenta %2: %3.</translation>
        </message>
        <message>
            <source>No PostgreSQL server is installed on this computer.</source>
            <translation>No hay ningún servidor PostgreSQL instalado en este equipo.</translation>
        </message>
        <message>
            <source>Install it: sudo apt install postgresql-15</source>
            <translation>Instalarlo: sudo apt install postgresql-15</translation>
        </message>
        <message>
            <source>The embedded cluster was made by PostgreSQL %1, which is not installed.</source>
            <translation>El clúster integrado lo creó PostgreSQL %1, que no está instalado.</translation>
        </message>
        <message>
            <source>Install it: sudo apt install postgresql-%1
Or start afresh and keep the old data aside: mv %2 %2-%1</source>
            <translation>Instalarlo: sudo apt install postgresql-%1
O empezar de nuevo y apartar los datos antiguos: mv %2 %2-%1</translation>
        </message>
        <message>
            <source>The embedded server neither starts nor stops.</source>
            <translation>El servidor integrado no arranca ni se detiene.</translation>
        </message>
        <message>
            <source>Processes of a crashed embedded server do not end.</source>
            <translation>Los procesos de un servidor integrado que falló no terminan.</translation>
        </message>
        <message>
            <source>Starting the embedded server</source>
            <translation>Iniciando el servidor integrado</translation>
        </message>
        <message>
            <source>The embedded server does not start.</source>
            <translation>El servidor integrado no arranca.</translation>
        </message>
        <message>
            <source>The embedded server does not get ready.</source>
            <translation>El servidor integrado no llega a estar listo.</translation>
        </message>
        <message>
            <source>The embedded server does not stop.</source>
            <translation>El servidor integrado no se detiene.</translation>
        </message>
        <message>
            <source>Another program has been starting or stopping the embedded server for minutes.</source>
            <translation>Otro programa lleva minutos iniciando o deteniendo el servidor integrado.</translation>
        </message>
        <message>
            <source>End that program; its lock is then gone.</source>
            <translation>Terminar ese programa; su bloqueo desaparece entonces.</translation>
        </message>
        <message>
            <source>The lease file is locked by another program.</source>
            <translation>El archivo de reserva está bloqueado por otro programa.</translation>
        </message>
        <message>
            <source>The embedded server cannot be told to stay.</source>
            <translation>No se puede indicar al servidor integrado que siga en marcha.</translation>
        </message>
        <message>
            <source>COPY does not run as a plain statement.</source>
            <translation>COPY no se ejecuta como sentencia simple.</translation>
        </message>
        <message>
            <source>The connection to %1 is closed.</source>
            <translation>La conexión con %1 está cerrada.</translation>
        </message>
        <message>
            <source>It was lost or given up earlier; what was not committed is rolled back. Connect again.</source>
            <translation>Se perdió o se abandonó antes; lo no confirmado se revierte. Volver a conectarse.</translation>
        </message>
        <message>
            <source>pt</source>
            <translation>pt</translation>
        </message>
        <message>
            <source>min</source>
            <translation>min</translation>
        </message>
        <message>
            <source>d</source>
            <translation>d</translation>
        </message>
        <message>
            <source>h</source>
            <translation>h</translation>
        </message>
        <message>
            <source>The SQL does not read: %1.</source>
            <translation>No se puede interpretar el SQL: %1.</translation>
        </message>
        <message>
            <source>Mend the statement in this line.</source>
            <translation>Corregir la sentencia de esta línea.</translation>
        </message>
        <message>
            <source>The SQL is nested too deeply.</source>
            <translation>El SQL está anidado a demasiada profundidad.</translation>
        </message>
        <message>
            <source>Take it apart.</source>
            <translation>Dividirlo en partes.</translation>
        </message>
        <message>
            <source>There is no free port on this machine: %1.</source>
            <translation>No hay ningún puerto libre en este equipo: %1.</translation>
        </message>
        <message>
            <source>The key of the ssh host %1 is not the one on record.</source>
            <translation>La clave del host ssh %1 no es la registrada.</translation>
        </message>
        <message>
            <source>Somebody may be between you and it, or it was set up anew. Ask its administrator; then remove the old key with "ssh-keygen -R" and log in once with "%1".</source>
            <translation>Puede que alguien se haya interpuesto, o que el host se haya instalado de nuevo. Consultar a su administrador; después quitar la clave antigua con "ssh-keygen -R" e iniciar sesión una vez con "%1".</translation>
        </message>
        <message>
            <source>The ssh host %1 is not known yet.</source>
            <translation>El host ssh %1 aún no se conoce.</translation>
        </message>
        <message>
            <source>Log in once in a terminal with "%1" and compare the fingerprint that it shows; ssh then knows the host.</source>
            <translation>Iniciar sesión una vez en un terminal con "%1" y comparar la huella que muestra; desde entonces ssh conoce el host.</translation>
        </message>
        <message>
            <source>The ssh host %1 did not let us in.</source>
            <translation>El host ssh %1 no permitió entrar.</translation>
        </message>
        <message>
            <source>ssh is run without asking for anything: load the key into the agent (ssh-add), or name it with IdentityFile in ~/.ssh/config, and check the user. "%1" has to work without a question.</source>
            <translation>ssh se ejecuta sin preguntar nada: cargar la clave en el agente (ssh-add) o indicarla con IdentityFile en ~/.ssh/config, y comprobar el usuario. "%1" debe funcionar sin preguntas.</translation>
        </message>
        <message>
            <source>ssh finds no host named %1.</source>
            <translation>ssh no encuentra ningún host llamado %1.</translation>
        </message>
        <message>
            <source>Check ssh_host, ~/.ssh/config, the network and the VPN.</source>
            <translation>Comprobar ssh_host, ~/.ssh/config, la red y la VPN.</translation>
        </message>
        <message>
            <source>The ssh host %1 does not answer.</source>
            <translation>El host ssh %1 no responde.</translation>
        </message>
        <message>
            <source>Check host and port, the network, the VPN, and that a firewall or security group lets you through.</source>
            <translation>Comprobar host y puerto, la red, la VPN y que un cortafuegos o grupo de seguridad permita el paso.</translation>
        </message>
        <message>
            <source>ssh cannot open the local end of the tunnel through %1.</source>
            <translation>ssh no puede abrir el extremo local del túnel a través de %1.</translation>
        </message>
        <message>
            <source>A LocalForward of ~/.ssh/config for this host may be in use by another ssh already. Give Arborist an alias without one.</source>
            <translation>Puede que otro ssh ya use un LocalForward de ~/.ssh/config para este host. Dar a Arborist un alias sin él.</translation>
        </message>
        <message>
            <source>ssh cannot read its configuration.</source>
            <translation>ssh no puede leer su configuración.</translation>
        </message>
        <message>
            <source>Correct the file that it names.</source>
            <translation>Corregir el archivo que indica.</translation>
        </message>
        <message>
            <source>The ssh tunnel through %1 did not come about.</source>
            <translation>No se pudo establecer el túnel ssh a través de %1.</translation>
        </message>
        <message>
            <source>Try "%1" in a terminal.</source>
            <translation>Probar "%1" en un terminal.</translation>
        </message>
        <message>
            <source>The ssh host %1 did not let us through within %2 s.</source>
            <translation>El host ssh %1 no permitió el paso en %2 s.</translation>
        </message>
        <message>
            <source>Check the network, the VPN, and that "%1" works in a terminal.</source>
            <translation>Comprobar la red, la VPN y que "%1" funcione en un terminal.</translation>
        </message>
        <message>
            <source>The ssh host %1 cannot reach the database at %2: %3.</source>
            <translation>El host ssh %1 no puede acceder a la base de datos en %2: %3.</translation>
        </message>
        <message>
            <source>Host and port in the stage's url are those that %1 uses. Check them, that the server runs, and that it may be reached from there.</source>
            <translation>El host y el puerto de la url del entorno son los que usa %1. Comprobarlos, así como que el servidor esté en marcha y que se pueda acceder a él desde allí.</translation>
        </message>
        <message>
            <source>The ssh host %1 does not forward connections to %2.</source>
            <translation>El host ssh %1 no reenvía conexiones a %2.</translation>
        </message>
        <message>
            <source>Its administrator has to allow it: AllowTcpForwarding and PermitOpen in its sshd_config (AllowStreamLocalForwarding for a socket), or the options of your key.</source>
            <translation>Su administrador debe permitirlo: AllowTcpForwarding y PermitOpen en su sshd_config (AllowStreamLocalForwarding para un socket), o las opciones de la clave.</translation>
        </message>
        <message>
            <source>The ssh tunnel through %1 broke.</source>
            <translation>El túnel ssh a través de %1 se cortó.</translation>
        </message>
        <message>
            <source>The network failed, or the ssh host was restarted or ended the session. What was not committed is rolled back; run it again: the tunnel is opened anew.</source>
            <translation>Falló la red, o el host ssh se reinició o terminó la sesión. Lo no confirmado se revierte; volver a ejecutarlo: el túnel se abre de nuevo.</translation>
        </message>
        <message>
            <source>"%1" is not a host that ssh could connect to.</source>
            <translation>"%1" no es un host al que ssh se pueda conectar.</translation>
        </message>
        <message>
            <source>Write an alias of ~/.ssh/config, or user@host:port.</source>
            <translation>Escribir un alias de ~/.ssh/config, o user@host:port.</translation>
        </message>
        <message>
            <source>The program ssh is not installed.</source>
            <translation>El programa ssh no está instalado.</translation>
        </message>
        <message>
            <source>Install it (Debian: apt install openssh-client).</source>
            <translation>Instalarlo (Debian: apt install openssh-client).</translation>
        </message>
        <message>
            <source>ssh cannot forward to the socket in %1.</source>
            <translation>ssh no puede reenviar al socket en %1.</translation>
        </message>
        <message>
            <source>Connecting…</source>
            <translation>Conectando…</translation>
        </message>
        <message>
            <source>Reconnecting…</source>
            <translation>Reconectando…</translation>
        </message>
        <message>
            <source>Connected again</source>
            <translation>Conectado de nuevo</translation>
        </message>
        <message>
            <source>Not answering since %1</source>
            <translation>Sin respuesta desde %1</translation>
        </message>
        <message>
            <source>Not answering since %1, next try in %2 s</source>
            <translation>Sin respuesta desde %1, próximo intento en %2 s</translation>
        </message>
        <message>
            <source>Next try in %1 s</source>
            <translation>Próximo intento en %1 s</translation>
        </message>
        <message>
            <source>Plan: %1</source>
            <translation>Plan: %1</translation>
        </message>
        <message>
            <source>Changes files of the project; no database is touched. The tab SQL shows the lines that change, without passwords.</source>
            <translation>Cambia archivos del proyecto; no se toca ninguna base de datos. La pestaña SQL muestra las líneas que cambian, sin contraseñas.</translation>
        </message>
        <message>
            <source>Add stage %1</source>
            <translation>Añadir entorno %1</translation>
        </message>
        <message>
            <source>Edit stage %1</source>
            <translation>Editar entorno %1</translation>
        </message>
        <message>
            <source>Add stage</source>
            <translation>Añadir entorno</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>Guardar</translation>
        </message>
        <message>
            <source>Remove stage %1</source>
            <translation>Eliminar entorno %1</translation>
        </message>
        <message>
            <source>Remove stage</source>
            <translation>Eliminar entorno</translation>
        </message>
        <message>
            <source>Write %1 to .env as target</source>
            <translation>Escribir %1 en .env como destino</translation>
        </message>
        <message>
            <source>Write %1 to .env as source</source>
            <translation>Escribir %1 en .env como fuente</translation>
        </message>
        <message>
            <source>There is no stage %1 any more.</source>
            <translation>El entorno %1 ya no existe.</translation>
        </message>
        <message>
            <source>Whatever reads this variable, the project's own programs too, works on the database of %1 then.</source>
            <translation>Todo lo que lea esta variable, también los programas del propio proyecto, trabajará entonces en la base de datos de %1.</translation>
        </message>
        <message>
            <source>Resets and copies read from the database of %1 then.</source>
            <translation>Los restablecimientos y las copias leerán entonces de la base de datos de %1.</translation>
        </message>
        <message>
            <source>Write to .env</source>
            <translation>Escribir en .env</translation>
        </message>
        <message>
            <source>%1 at %2, PostgreSQL %3</source>
            <translation>%1 en %2, PostgreSQL %3</translation>
        </message>
        <message>
            <source>a socket</source>
            <translation>un socket</translation>
        </message>
        <message>
            <source>Fingerprint %1. %2</source>
            <translation>Huella %1. %2</translation>
        </message>
        <message>
            <source>%1 reachable</source>
            <translation>%1 accesibles</translation>
        </message>
        <message>
            <source>%1 without answer</source>
            <translation>%1 sin respuesta</translation>
        </message>
        <message>
            <source>%1 without address</source>
            <translation>%1 sin dirección</translation>
        </message>
        <message>
            <source>1 leads to another database</source>
            <translation>1 lleva a otra base de datos</translation>
        </message>
        <message>
            <source>%1 lead to another database</source>
            <translation>%1 llevan a otra base de datos</translation>
        </message>
        <message>
            <source>%1 to look at</source>
            <translation>%1 por revisar</translation>
        </message>
        <message>
            <source>%1 being checked</source>
            <translation>%1 en comprobación</translation>
        </message>
        <message>
            <source>No stages</source>
            <translation>Sin entornos</translation>
        </message>
        <message>
            <source>1 stage: %1</source>
            <translation>1 entorno: %1</translation>
        </message>
        <message>
            <source>%1 stages: %2</source>
            <translation>%1 entornos: %2</translation>
        </message>
        <message>
            <source>%1, checked %2</source>
            <translation>%1, comprobado %2</translation>
        </message>
        <message>
            <source>Failed</source>
            <translation>Con error</translation>
        </message>
        <message>
            <source>Its changes are in the database.</source>
            <translation>Sus cambios están en la base de datos.</translation>
        </message>
        <message>
            <source>The file was changed after it was applied.</source>
            <translation>El archivo se cambió después de aplicarse.</translation>
        </message>
        <message>
            <source>It is recorded under another time than its own.</source>
            <translation>Está registrada con una hora distinta de la suya.</translation>
        </message>
        <message>
            <source>The next run applies it.</source>
            <translation>La próxima ejecución la aplica.</translation>
        </message>
        <message>
            <source>Not applied, and its tool never will: a later one is.</source>
            <translation>Sin aplicar, y su herramienta nunca lo hará: una posterior ya lo está.</translation>
        </message>
        <message>
            <source>Not applied, though a later one is; the next run applies it.</source>
            <translation>Sin aplicar, aunque una posterior ya lo está; la próxima ejecución la aplica.</translation>
        </message>
        <message>
            <source>It was begun and not ended.</source>
            <translation>Se empezó y no se terminó.</translation>
        </message>
        <message>
            <source>It is listed or applied, and its file is not there.</source>
            <translation>Está en la lista o aplicada, y su archivo no está.</translation>
        </message>
        <message>
            <source>The index %1 is invalid: queries do not use it.</source>
            <translation>El índice %1 no es válido: las consultas no lo usan.</translation>
        </message>
        <message>
            <source>Build it anew: REINDEX INDEX CONCURRENTLY %1; a unique one that failed on duplicates only once they are gone. Where a migration left it, migrate again does that.</source>
            <translation>Reconstruirlo: REINDEX INDEX CONCURRENTLY %1; uno único que falló por duplicados, solo cuando estos ya no existan. Si lo dejó una migración, volver a ejecutar migrate lo hace.</translation>
        </message>
        <message>
            <source>The constraint %1 is not validated: old rows may break it.</source>
            <translation>La restricción %1 no está validada: filas antiguas pueden incumplirla.</translation>
        </message>
        <message>
            <source>ALTER TABLE ... VALIDATE CONSTRAINT checks them.</source>
            <translation>ALTER TABLE ... VALIDATE CONSTRAINT las comprueba.</translation>
        </message>
        <message>
            <source>The sequence %1 has used up 90 % of its numbers.</source>
            <translation>La secuencia %1 ha consumido el 90 % de sus números.</translation>
        </message>
        <message>
            <source>Give it and its column a larger type.</source>
            <translation>Darle un tipo mayor a ella y a su columna.</translation>
        </message>
        <message>
            <source>%1 of %2 connections are in use.</source>
            <translation>%1 de %2 conexiones están en uso.</translation>
        </message>
        <message>
            <source>End idle sessions, or use a connection pooler.</source>
            <translation>Terminar sesiones inactivas o usar un pool de conexiones.</translation>
        </message>
        <message>
            <source>The oldest row is %1 transactions old; at 2 billion the database stops.</source>
            <translation>La fila más antigua tiene %1 transacciones; con 2000 millones la base de datos se detiene.</translation>
        </message>
        <message>
            <source>Run VACUUM FREEZE, and look for sessions and replication slots that hold it back.</source>
            <translation>Ejecutar VACUUM FREEZE y buscar sesiones y ranuras de replicación que lo frenen.</translation>
        </message>
        <message>
            <source>1 edited after it was applied</source>
            <translation>1 editada después de aplicarse</translation>
        </message>
        <message>
            <source>%1 edited after they were applied</source>
            <translation>%1 editadas después de aplicarse</translation>
        </message>
        <message>
            <source>%1 recorded under another time</source>
            <translation>%1 registradas con otra hora</translation>
        </message>
        <message>
            <source>%1 skipped</source>
            <translation>%1 omitidas</translation>
        </message>
        <message>
            <source>%1 out of order</source>
            <translation>%1 fuera de orden</translation>
        </message>
        <message>
            <source>%1 without a file</source>
            <translation>%1 sin archivo</translation>
        </message>
        <message>
            <source>%1 does not answer</source>
            <translation>%1 no responde</translation>
        </message>
        <message>
            <source>%1 has no address</source>
            <translation>%1 no tiene dirección</translation>
        </message>
        <message>
            <source>Reading %1…</source>
            <translation>Leyendo %1…</translation>
        </message>
        <message>
            <source>%1 pending on %2</source>
            <translation>%1 pendientes en %2</translation>
        </message>
        <message>
            <source>Nothing pending on %1</source>
            <translation>Nada pendiente en %1</translation>
        </message>
        <message>
            <source>The folder has to be mended</source>
            <translation>Hay que corregir la carpeta</translation>
        </message>
        <message>
            <source>%1, %2, %3</source>
            <translation>%1, %2, %3</translation>
        </message>
        <message>
            <source>The table could not be written: %1.</source>
            <translation>No se pudo escribir la tabla: %1.</translation>
        </message>
        <message>
            <source>Choose a place with enough room, and try again.</source>
            <translation>Elegir un lugar con espacio suficiente y volver a intentarlo.</translation>
        </message>
        <message>
            <source>Q%1</source>
            <translation>T%1</translation>
        </message>
        <message>
            <source>this is not TOML: %1.</source>
            <translation>esto no es TOML: %1.</translation>
        </message>
        <message>
            <source>Look at the line for a missing quote, bracket or equals sign.</source>
            <translation>Revisar si en la línea falta una comilla, un corchete o un signo igual.</translation>
        </message>
        <message>
            <source>Look at the database of %1</source>
            <translation>Revisar la base de datos de %1</translation>
        </message>
        <message>
            <source>Trust the database of %1</source>
            <translation>Confiar en la base de datos de %1</translation>
        </message>
        <message>
            <source>Trust database</source>
            <translation>Confiar en la base de datos</translation>
        </message>
        <message>
            <source>Trust this database as that of %1</source>
            <translation>Confiar en esta base de datos como la de %1</translation>
        </message>
        <message>
            <source>From now on, %1 is held to be the database of %2. Nothing in it is changed.</source>
            <translation>Desde ahora, %1 se considera la base de datos de %2. No se cambia nada en ella.</translation>
        </message>
        <message>
            <source>The history knows no run %1.</source>
            <translation>El historial no conoce la ejecución %1.</translation>
        </message>
        <message>
            <source>Writes the project's files as they were before “%1”. No database is touched.</source>
            <translation>Escribe los archivos del proyecto tal como estaban antes de “%1”. No se toca ninguna base de datos.</translation>
        </message>
        <message>
            <source>Restore the files</source>
            <translation>Restaurar los archivos</translation>
        </message>
        <message>
            <source>Takes back the migration that it applied, by its down script; it becomes pending again.</source>
            <translation>Revierte la migración que aplicó, con su script de vuelta (down); vuelve a quedar pendiente.</translation>
        </message>
        <message>
            <source>Takes back the %1 that it applied, the newest first, by their down scripts; each becomes pending again.</source>
            <translation>Revierte las %1 que aplicó, la más reciente primero, con sus scripts de vuelta (down); cada una vuelve a quedar pendiente.</translation>
        </message>
        <message>
            <source>Puts the database back that was put aside by “%1”. The one in use now is kept in turn.</source>
            <translation>Devuelve a su sitio la base de datos que apartó “%1”. La que está ahora en uso se conserva a su vez.</translation>
        </message>
        <message>
            <source>Swap the databases</source>
            <translation>Intercambiar las bases de datos</translation>
        </message>
        <message>
            <source>Puts the backup that was made before “%1” in the place of all that the database holds now, of which a backup is made first.</source>
            <translation>Pone la copia de seguridad que se hizo antes de “%1” en el lugar de todo lo que contiene ahora la base de datos, de lo que antes se hace una copia de seguridad.</translation>
        </message>
        <message>
            <source>Restore the backup</source>
            <translation>Restaurar la copia de seguridad</translation>
        </message>
        <message>
            <source>Puts back %1 that the tables held before it. What they hold now is replaced, and kept in turn.</source>
            <translation>Devuelve %1 que las tablas contenían antes. Lo que contienen ahora se reemplaza y se conserva a su vez.</translation>
        </message>
        <message>
            <source>Restores %1 as they were before “%2”. Rows that were changed since then are left as they are.</source>
            <translation>Restaura %1 tal como estaban antes de “%2”. Las filas que se cambiaron desde entonces se dejan como están.</translation>
        </message>
        <message>
            <source>Plan to undo run %1</source>
            <translation>Planificar el deshacer de la ejecución %1</translation>
        </message>
        <message>
            <source>Undo run %1</source>
            <translation>Deshacer la ejecución %1</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Deshacer</translation>
        </message>
        <message>
            <source>The picture is too large: %1 × %2 pixels.</source>
            <translation>La imagen es demasiado grande: %1 × %2 píxeles.</translation>
        </message>
        <message>
            <source>Export it as SVG, or make the view smaller.</source>
            <translation>Exportarla como SVG o reducir la vista.</translation>
        </message>
        <message>
            <source>The picture could not be written: %1.</source>
            <translation>No se pudo escribir la imagen: %1.</translation>
        </message>
        <message>
            <source>Choose a place with enough room.</source>
            <translation>Elegir un lugar con espacio suficiente.</translation>
        </message>
        <message>
            <source>%1 could not be written: %2.</source>
            <translation>No se pudo escribir %1: %2.</translation>
        </message>
        <message>
            <source>Choose another folder.</source>
            <translation>Elegir otra carpeta.</translation>
        </message>
        <message>
            <source>PNG picture</source>
            <translation>Imagen PNG</translation>
        </message>
        <message>
            <source>SVG drawing</source>
            <translation>Dibujo SVG</translation>
        </message>
        <message>
            <source>Comma separated values</source>
            <translation>Valores separados por comas</translation>
        </message>
        <message>
            <source>No descriptor is left: %1</source>
            <translation>No queda ningún descriptor: %1</translation>
        </message>
        <message>
            <source>Raise the limit of open files.</source>
            <translation>Aumentar el límite de archivos abiertos.</translation>
        </message>
        <message>
            <source>Run as a change</source>
            <translation>Ejecutar como cambio</translation>
        </message>
        <message>
            <source>Run a statement that writes</source>
            <translation>Ejecutar una sentencia que escribe</translation>
        </message>
        <message>
            <source>Run %1 statements that write</source>
            <translation>Ejecutar %1 sentencias que escriben</translation>
        </message>
        <message>
            <source>All in one transaction. </source>
            <translation>Todo en una sola transacción. </translation>
        </message>
        <message>
            <source>The server expects ≈ 1 row to be touched. </source>
            <translation>El servidor espera que se toque ≈ 1 fila. </translation>
        </message>
        <message>
            <source>The server expects ≈ %1 rows to be touched. </source>
            <translation>El servidor espera que afecte a ≈ %1 filas. </translation>
        </message>
        <message>
            <source>Every row that changes is kept as it was, for undo.</source>
            <translation>Se guarda cada fila que cambia tal como estaba, para deshacer.</translation>
        </message>
        <message>
            <source>Run statement</source>
            <translation>Ejecutar sentencia</translation>
        </message>
        <message>
            <source>Run %1 statements</source>
            <translation>Ejecutar %1 sentencias</translation>
        </message>
        <message>
            <source>Plan the change</source>
            <translation>Planificar el cambio</translation>
        </message>
        <message>
            <source>Run SQL as a change</source>
            <translation>Ejecutar SQL como cambio</translation>
        </message>
        <message>
            <source>Repair by recipe</source>
            <translation>Reparar con receta</translation>
        </message>
        <message>
            <source>The check finds %1.</source>
            <translation>La comprobación encuentra %1.</translation>
        </message>
        <message>
            <source>Repair %1</source>
            <translation>Reparar %1</translation>
        </message>
        <message>
            <source>Rows that need the repair</source>
            <translation>Filas que necesitan la reparación</translation>
        </message>
        <message>
            <source>Plan the repair %1</source>
            <translation>Planificar la reparación %1</translation>
        </message>
        <message>
            <source>Repair: %1</source>
            <translation>Reparar: %1</translation>
        </message>
        <message>
            <source>Found</source>
            <translation>Encontrado</translation>
        </message>
        <message>
            <source>Children</source>
            <translation>Hijos</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>Hecho</translation>
        </message>
        <message>
            <source>Estimate</source>
            <translation>Estimación</translation>
        </message>
        <message>
            <source>Start</source>
            <translation>Inicio</translation>
        </message>
        <message>
            <source>End</source>
            <translation>Fin</translation>
        </message>
        <message>
            <source>Position</source>
            <translation>Posición</translation>
        </message>
        <message>
            <source>Changed</source>
            <translation>Modificado</translation>
        </message>
        <message>
            <source>, inherited</source>
            <translation>, heredado</translation>
        </message>
        <message>
            <source>, origin</source>
            <translation>, origen</translation>
        </message>
        <message>
            <source>, changed a moment ago</source>
            <translation>, modificado hace un momento</translation>
        </message>
        <message>
            <source>%1: stored %2, expected %3%4</source>
            <translation>%1: almacenado %2, esperado %3%4</translation>
        </message>
        <message>
            <source>%1%2. %3</source>
            <translation>%1%2. %3</translation>
        </message>
        <message>
            <source>The run %1 has been removed from the history.</source>
            <translation>La ejecución %1 se ha eliminado del historial.</translation>
        </message>
        <message>
            <source>Row %1 was written by a newer version.</source>
            <translation>La fila %1 la escribió una versión más reciente.</translation>
        </message>
        <message>
            <source>The run %1 has been changed in the history.</source>
            <translation>La ejecución %1 se ha cambiado en el historial.</translation>
        </message>
        <message>
            <source>Row %1 has been removed: row %2 comes in its place.</source>
            <translation>La fila %1 se ha eliminado: la fila %2 ocupa su lugar.</translation>
        </message>
        <message>
            <source>Row %1 has been changed or put in: its hash does not follow from it and the row before.</source>
            <translation>La fila %1 se ha cambiado o insertado: su hash no se deriva de ella y de la fila anterior.</translation>
        </message>
        <message>
            <source>The mark of where the audit ends is missing.</source>
            <translation>Falta la marca de dónde termina la auditoría.</translation>
        </message>
        <message>
            <source>The audit ends with row %1; the last one written was %2.</source>
            <translation>La auditoría termina con la fila %1; la última escrita fue la %2.</translation>
        </message>
        <message>
            <source>The audit goes on after row %1, the last one written.</source>
            <translation>La auditoría continúa tras la fila %1, la última escrita.</translation>
        </message>
        <message>
            <source>The run %1 of the history is not in the audit.</source>
            <translation>La ejecución %1 del historial no está en la auditoría.</translation>
        </message>
        <message>
            <source>Choose another folder, or make room on the disk.</source>
            <translation>Elegir otra carpeta o liberar espacio en el disco.</translation>
        </message>
        <message>
            <source>Exporting the audit</source>
            <translation>Exportando la auditoría</translation>
        </message>
        <message>
            <source>“%1” is not a date.</source>
            <translation>“%1” no es una fecha.</translation>
        </message>
        <message>
            <source>Write 2026-11-21, or 2026-11-21T06:45:12Z.</source>
            <translation>Escribir 2026-11-21 o 2026-11-21T06:45:12Z.</translation>
        </message>
        <message>
            <source>Find run</source>
            <translation>Buscar ejecución</translation>
        </message>
        <message>
            <source>Find job</source>
            <translation>Buscar tarea</translation>
        </message>
        <message>
            <source>Runs of this workspace</source>
            <translation>Ejecuciones de este espacio de trabajo</translation>
        </message>
        <message>
            <source>Jobs of this session</source>
            <translation>Tareas de esta sesión</translation>
        </message>
        <message>
            <source>No jobs yet</source>
            <translation>Aún no hay tareas</translation>
        </message>
        <message>
            <source>1 job</source>
            <translation>1 tarea</translation>
        </message>
        <message>
            <source>%1 jobs</source>
            <translation>%1 tareas</translation>
        </message>
        <message>
            <source>%1 running</source>
            <translation>%1 en ejecución</translation>
        </message>
        <message>
            <source>No runs yet</source>
            <translation>Aún no hay ejecuciones</translation>
        </message>
        <message>
            <source>1 run</source>
            <translation>1 ejecución</translation>
        </message>
        <message>
            <source>%1 runs</source>
            <translation>%1 ejecuciones</translation>
        </message>
        <message>
            <source>%1 can be undone</source>
            <translation>%1 se pueden deshacer</translation>
        </message>
        <message>
            <source>%1 cut off</source>
            <translation>%1 interrumpidas</translation>
        </message>
        <message>
            <source>The workspace has no stage %1 any more.</source>
            <translation>El espacio de trabajo ya no tiene ningún entorno %1.</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Cerrar</translation>
        </message>
        <message>
            <source>Export runs</source>
            <translation>Exportar ejecuciones</translation>
        </message>
        <message>
            <source>Comma separated values (*.csv)</source>
            <translation>Valores separados por comas (*.csv)</translation>
        </message>
        <message>
            <source>JSON with plans and reports (*.json)</source>
            <translation>JSON con planes e informes (*.json)</translation>
        </message>
        <message>
            <source>Export audit</source>
            <translation>Exportar auditoría</translation>
        </message>
        <message>
            <source>Lines of JSON (*.jsonl)</source>
            <translation>Líneas de JSON (*.jsonl)</translation>
        </message>
        <message>
            <source>Activity</source>
            <translation>Actividad</translation>
        </message>
        <message>
            <source>Undo…</source>
            <translation>Deshacer…</translation>
        </message>
        <message>
            <source>Write the selected runs, or all, as CSV or JSON</source>
            <translation>Escribir las ejecuciones seleccionadas, o todas, como CSV o JSON</translation>
        </message>
        <message>
            <source>Export audit…</source>
            <translation>Exportar auditoría…</translation>
        </message>
        <message>
            <source>Write the record of all runs on this machine, with its chain of hashes, as JSON lines</source>
            <translation>Escribir el registro de todas las ejecuciones de este equipo, con su cadena de hashes, como líneas de JSON</translation>
        </message>
        <message>
            <source>Cancel job</source>
            <translation>Cancelar tarea</translation>
        </message>
        <message>
            <source>All stages</source>
            <translation>Todos los entornos</translation>
        </message>
        <message>
            <source>All states</source>
            <translation>Todos los estados</translation>
        </message>
        <message>
            <source>Find run or job</source>
            <translation>Buscar ejecución o tarea</translation>
        </message>
        <message>
            <source>Jobs</source>
            <translation>Tareas</translation>
        </message>
        <message>
            <source>Everything that takes time is a job: scans, opening a workspace. They are listed here until the window is closed.</source>
            <translation>Todo lo que lleva tiempo es una tarea: análisis, apertura de un espacio de trabajo. Se muestran aquí hasta que se cierra la ventana.</translation>
        </message>
        <message>
            <source>Past runs</source>
            <translation>Ejecuciones anteriores</translation>
        </message>
        <message>
            <source>Nothing to restore: the run has written nothing that is left.</source>
            <translation>Nada que restaurar: la ejecución no ha escrito nada que quede.</translation>
        </message>
        <message>
            <source>Menu</source>
            <translation>Menú</translation>
        </message>
        <message>
            <source>Open folder…</source>
            <translation>Abrir carpeta…</translation>
        </message>
        <message>
            <source>Open address…</source>
            <translation>Abrir dirección…</translation>
        </message>
        <message>
            <source>Open recent</source>
            <translation>Abrir reciente</translation>
        </message>
        <message>
            <source>Open the demo</source>
            <translation>Abrir la demo</translation>
        </message>
        <message>
            <source>About Arborist</source>
            <translation>Acerca de Arborist</translation>
        </message>
        <message>
            <source>Appearance</source>
            <translation>Apariencia</translation>
        </message>
        <message>
            <source>As the desktop</source>
            <translation>Como el escritorio</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Claro</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Oscuro</translation>
        </message>
        <message>
            <source>Into %1, with a manifest of checksums and rows. It is verified once it is written, and kept until somebody deletes it.</source>
            <translation>En %1, con un manifiesto de sumas de comprobación y filas. Se verifica en cuanto está escrita, y se conserva hasta que alguien la elimine.</translation>
        </message>
        <message>
            <source>Form</source>
            <translation>Formato</translation>
        </message>
        <message>
            <source>Custom: one file for pg_restore</source>
            <translation>Personalizado: un archivo para pg_restore</translation>
        </message>
        <message>
            <source>Directory: a file a table, by several jobs</source>
            <translation>Directorio: un archivo por tabla, con varias tareas</translation>
        </message>
        <message>
            <source>Plain: SQL that psql reads, gzipped</source>
            <translation>Plano: SQL que lee psql, comprimido con gzip</translation>
        </message>
        <message>
            <source>Compression</source>
            <translation>Compresión</translation>
        </message>
        <message>
            <source>The best that pg_dump can</source>
            <translation>La mejor que admite pg_dump</translation>
        </message>
        <message>
            <source>zstd</source>
            <translation>zstd</translation>
        </message>
        <message>
            <source>gzip</source>
            <translation>gzip</translation>
        </message>
        <message>
            <source>Each job reads a table at a time, over a connection of its own.</source>
            <translation>Cada tarea lee una tabla cada vez, por una conexión propia.</translation>
        </message>
        <message>
            <source>Can be read by anything, but is restored by one job only.</source>
            <translation>Lo puede leer cualquier programa, pero solo se restaura con una tarea.</translation>
        </message>
        <message>
            <source>Can be restored by several jobs.</source>
            <translation>Se puede restaurar con varias tareas.</translation>
        </message>
        <message>
            <source>not by Arborist</source>
            <translation>no de Arborist</translation>
        </message>
        <message>
            <source>Sizes are drawn from the first backup on.</source>
            <translation>Los tamaños se representan a partir de la primera copia de seguridad.</translation>
        </message>
        <message>
            <source>Bytes</source>
            <translation>Bytes</translation>
        </message>
        <message>
            <source>Verified</source>
            <translation>Verificación</translation>
        </message>
        <message>
            <source>Kept</source>
            <translation>Se conserva</translation>
        </message>
        <message>
            <source>The file was changed on %1</source>
            <translation>El archivo se cambió el %1</translation>
        </message>
        <message>
            <source>Compared</source>
            <translation>Comparación</translation>
        </message>
        <message>
            <source>Table</source>
            <translation>Tabla</translation>
        </message>
        <message>
            <source>Now</source>
            <translation>Ahora</translation>
        </message>
        <message>
            <source>Manifest</source>
            <translation>Manifiesto</translation>
        </message>
        <message>
            <source>Tables compared</source>
            <translation>Tablas comparadas</translation>
        </message>
        <message>
            <source>What it is</source>
            <translation>Qué es</translation>
        </message>
        <message>
            <source>Extensions</source>
            <translation>Extensiones</translation>
        </message>
        <message>
            <source>Restore…</source>
            <translation>Restaurar…</translation>
        </message>
        <message>
            <source>Compare with now</source>
            <translation>Comparar con ahora</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Cancelar</translation>
        </message>
        <message>
            <source>Counting rows…</source>
            <translation>Contando filas…</translation>
        </message>
        <message>
            <source>Select a backup to see what it holds, and to compare it with the stage now.</source>
            <translation>Seleccionar una copia de seguridad para ver qué contiene y compararla con el entorno tal como está ahora.</translation>
        </message>
        <message>
            <source>Files</source>
            <translation>Archivos</translation>
        </message>
        <message>
            <source>Verified on</source>
            <translation>Verificada el</translation>
        </message>
        <message>
            <source>pg_dump</source>
            <translation>pg_dump</translation>
        </message>
        <message>
            <source>Encoding</source>
            <translation>Codificación</translation>
        </message>
        <message>
            <source>Collation</source>
            <translation>Intercalación</translation>
        </message>
        <message>
            <source>Schema</source>
            <translation>Esquema</translation>
        </message>
        <message>
            <source>Sequences</source>
            <translation>Secuencias</translation>
        </message>
        <message>
            <source>Large objects</source>
            <translation>Objetos grandes</translation>
        </message>
        <message>
            <source>It has no manifest: nobody has told what is in it. “Restore…” looks through it before anything is changed.</source>
            <translation>No tiene manifiesto: nadie ha dicho qué contiene. “Restaurar…” la examina antes de que se cambie nada.</translation>
        </message>
        <message>
            <source>%1, %2 rows</source>
            <translation>%1, %2 filas</translation>
        </message>
        <message>
            <source>Same rows: %1</source>
            <translation>Las mismas filas: %1</translation>
        </message>
        <message>
            <source>More rows now: %1</source>
            <translation>Más filas ahora: %1</translation>
        </message>
        <message>
            <source>Fewer rows now: %1</source>
            <translation>Menos filas ahora: %1</translation>
        </message>
        <message>
            <source>Only in the backup: %1</source>
            <translation>Solo en la copia de seguridad: %1</translation>
        </message>
        <message>
            <source>Only on %1: %2</source>
            <translation>Solo en %1: %2</translation>
        </message>
        <message>
            <source>Neither holds a table</source>
            <translation>Ninguno de los dos contiene tablas</translation>
        </message>
        <message>
            <source>The schema is the same.</source>
            <translation>El esquema es el mismo.</translation>
        </message>
        <message>
            <source>The schema differs.</source>
            <translation>El esquema difiere.</translation>
        </message>
        <message>
            <source>backup | %1 now</source>
            <translation>copia de seguridad | %1 ahora</translation>
        </message>
        <message>
            <source>Look for backups</source>
            <translation>Buscar copias de seguridad</translation>
        </message>
        <message>
            <source>Look for databases put aside on %1</source>
            <translation>Buscar bases de datos apartadas en %1</translation>
        </message>
        <message>
            <source>Compare %1 with %2</source>
            <translation>Comparar %1 con %2</translation>
        </message>
        <message>
            <source>Put aside: %1</source>
            <translation>Apartadas: %1</translation>
        </message>
        <message>
            <source>%1, read %2</source>
            <translation>%1, leídas %2</translation>
        </message>
        <message>
            <source>%1 free</source>
            <translation>%1 libres</translation>
        </message>
        <message>
            <source>1 database put aside</source>
            <translation>1 base de datos apartada</translation>
        </message>
        <message>
            <source>%1 databases put aside</source>
            <translation>%1 bases de datos apartadas</translation>
        </message>
        <message>
            <source>damaged ones among them</source>
            <translation>hay dañadas entre ellas</translation>
        </message>
        <message>
            <source>The backups cannot be listed</source>
            <translation>No se pueden listar las copias de seguridad</translation>
        </message>
        <message>
            <source>No backups of %1 yet</source>
            <translation>Aún no hay copias de seguridad de %1</translation>
        </message>
        <message>
            <source>They go to %1. Operations that could lose something make one by themselves first; one that you ask for is kept for ever.</source>
            <translation>Se guardan en %1. Las operaciones que podrían perder algo hacen antes una por sí mismas; una que se pide se conserva para siempre.</translation>
        </message>
        <message>
            <source>Back up now…</source>
            <translation>Hacer copia de seguridad ahora…</translation>
        </message>
        <message>
            <source>Of %1</source>
            <translation>De %1</translation>
        </message>
        <message>
            <source>Of all stages</source>
            <translation>De todos los entornos</translation>
        </message>
        <message>
            <source>Look at %1</source>
            <translation>Revisar %1</translation>
        </message>
        <message>
            <source>It was not looked at to its end.</source>
            <translation>No se examinó hasta el final.</translation>
        </message>
        <message>
            <source>Verify %1</source>
            <translation>Verificar %1</translation>
        </message>
        <message>
            <source>Damage was found</source>
            <translation>Se encontraron daños</translation>
        </message>
        <message>
            <source>%1 is whole</source>
            <translation>%1 está íntegra</translation>
        </message>
        <message>
            <source>%1 are whole</source>
            <translation>%1 están íntegras</translation>
        </message>
        <message>
            <source>Looked at: %1.</source>
            <translation>Comprobado: %1.</translation>
        </message>
        <message>
            <source>Backed up %1</source>
            <translation>Copia de seguridad de %1 hecha</translation>
        </message>
        <message>
            <source>Restored %1</source>
            <translation>Restaurado: %1</translation>
        </message>
        <message>
            <source>Restored beside %1</source>
            <translation>Restaurado junto a %1</translation>
        </message>
        <message>
            <source>Taken back on %1</source>
            <translation>Deshecho en %1</translation>
        </message>
        <message>
            <source>Dropped</source>
            <translation>Eliminado</translation>
        </message>
        <message>
            <source>Deleted</source>
            <translation>Eliminado</translation>
        </message>
        <message>
            <source>Backups</source>
            <translation>Copias de seguridad</translation>
        </message>
        <message>
            <source>Refresh</source>
            <translation>Actualizar</translation>
        </message>
        <message>
            <source>Look for backups again (F5)</source>
            <translation>Buscar de nuevo copias de seguridad (F5)</translation>
        </message>
        <message>
            <source>Dump the target’s database into a file (Ctrl+B)</source>
            <translation>Volcar la base de datos del destino en un archivo (Ctrl+B)</translation>
        </message>
        <message>
            <source>Put the selected backup in the place of the target’s database, or into a new one</source>
            <translation>Poner la copia de seguridad seleccionada en el lugar de la base de datos del destino, o en una nueva</translation>
        </message>
        <message>
            <source>Verify</source>
            <translation>Verificar</translation>
        </message>
        <message>
            <source>Compare checksums and list the contents of the selected ones</source>
            <translation>Comparar las sumas de comprobación y listar el contenido de las seleccionadas</translation>
        </message>
        <message>
            <source>Rehearse</source>
            <translation>Ensayar</translation>
        </message>
        <message>
            <source>Restore the selected ones into a database that is dropped again, and count their rows</source>
            <translation>Restaurar las seleccionadas en una base de datos que después se elimina, y contar sus filas</translation>
        </message>
        <message>
            <source>Clean up…</source>
            <translation>Limpiar…</translation>
        </message>
        <message>
            <source>Delete automatic backups that have expired</source>
            <translation>Eliminar copias de seguridad automáticas que han caducado</translation>
        </message>
        <message>
            <source>Add file…</source>
            <translation>Añadir archivo…</translation>
        </message>
        <message>
            <source>Look at a dump from elsewhere, and restore it</source>
            <translation>Examinar un volcado de otro lugar y restaurarlo</translation>
        </message>
        <message>
            <source>Which backups</source>
            <translation>Qué copias de seguridad</translation>
        </message>
        <message>
            <source>A file without a manifest does not say which stage it is of: it is listed with each.</source>
            <translation>Un archivo sin manifiesto no dice de qué entorno es: se lista con cada uno.</translation>
        </message>
        <message>
            <source>Find backup</source>
            <translation>Buscar copia de seguridad</translation>
        </message>
        <message>
            <source>Compare with the stage now</source>
            <translation>Comparar con el entorno ahora</translation>
        </message>
        <message>
            <source>Show in folder</source>
            <translation>Mostrar en la carpeta</translation>
        </message>
        <message>
            <source>Copy path</source>
            <translation>Copiar ruta</translation>
        </message>
        <message>
            <source>Delete…</source>
            <translation>Eliminar…</translation>
        </message>
        <message>
            <source>Sizes</source>
            <translation>Tamaños</translation>
        </message>
        <message>
            <source>%1 more in the table</source>
            <translation>%1 más en la tabla</translation>
        </message>
        <message>
            <source>%1, %2 since the last scan</source>
            <translation>%1, %2 desde el último análisis</translation>
        </message>
        <message>
            <source>Origin not known</source>
            <translation>Origen desconocido</translation>
        </message>
        <message>
            <source>1 value</source>
            <translation>1 valor</translation>
        </message>
        <message>
            <source>%1 values</source>
            <translation>%1 valores</translation>
        </message>
        <message>
            <source>Row</source>
            <translation>Fila</translation>
        </message>
        <message>
            <source>Inherited</source>
            <translation>Heredado</translation>
        </message>
        <message>
            <source>ID</source>
            <translation>ID</translation>
        </message>
        <message>
            <source>New</source>
            <translation>Nuevo</translation>
        </message>
        <message>
            <source>Changes, by where the drift began</source>
            <translation>Cambios, según dónde empezó la desviación</translation>
        </message>
        <message>
            <source>Charts</source>
            <translation>Gráficos</translation>
        </message>
        <message>
            <source>Show as table</source>
            <translation>Mostrar como tabla</translation>
        </message>
        <message>
            <source>Enlarge</source>
            <translation>Ampliar</translation>
        </message>
        <message>
            <source>Make smaller</source>
            <translation>Reducir</translation>
        </message>
        <message>
            <source>%1, as a table</source>
            <translation>%1, como tabla</translation>
        </message>
        <message>
            <source>Console</source>
            <translation>Consola</translation>
        </message>
        <message>
            <source>What a run does is written here while it runs.</source>
            <translation>Aquí se escribe lo que hace una ejecución mientras está en marcha.</translation>
        </message>
        <message>
            <source>Repair again…</source>
            <translation>Reparar de nuevo…</translation>
        </message>
        <message>
            <source>1 earlier run was cut off, too.</source>
            <translation>También se interrumpió 1 ejecución anterior.</translation>
        </message>
        <message>
            <source>%1 earlier runs were cut off, too.</source>
            <translation>También se interrumpieron %1 ejecuciones anteriores.</translation>
        </message>
        <message>
            <source>“%1” on %2 was cut off, %3</source>
            <translation>“%1” en %2 se interrumpió, %3</translation>
        </message>
        <message>
            <source>, generated</source>
            <translation>, generada</translation>
        </message>
        <message>
            <source>, identity</source>
            <translation>, identidad</translation>
        </message>
        <message>
            <source>, required</source>
            <translation>, obligatoria</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>Valor</translation>
        </message>
        <message>
            <source>What it holds</source>
            <translation>Contenido</translation>
        </message>
        <message>
            <source>Emptying takes along</source>
            <translation>Al vaciarla se incluyen</translation>
        </message>
        <message>
            <source>Refers to</source>
            <translation>Hace referencia a</translation>
        </message>
        <message>
            <source>Referred to by</source>
            <translation>Referenciada por</translation>
        </message>
        <message>
            <source>Triggers</source>
            <translation>Disparadores</translation>
        </message>
        <message>
            <source>Row security</source>
            <translation>Seguridad por filas</translation>
        </message>
        <message>
            <source>Columns</source>
            <translation>Columnas</translation>
        </message>
        <message>
            <source>Type</source>
            <translation>Tipo</translation>
        </message>
        <message>
            <source>Indexes</source>
            <translation>Índices</translation>
        </message>
        <message>
            <source>Index</source>
            <translation>Índice</translation>
        </message>
        <message>
            <source>Wipe…</source>
            <translation>Vaciar…</translation>
        </message>
        <message>
            <source>Select a table to see its columns and keys, and what emptying it would take along. Select several to export or wipe them together.</source>
            <translation>Seleccionar una tabla para ver sus columnas y claves, y lo que se incluiría al vaciarla. Seleccionar varias para exportarlas o vaciarlas juntas.</translation>
        </message>
        <message>
            <source>partitioned</source>
            <translation>particionada</translation>
        </message>
        <message>
            <source>Rows’ size</source>
            <translation>Tamaño de las filas</translation>
        </message>
        <message>
            <source>Bloat</source>
            <translation>Inflado</translation>
        </message>
        <message>
            <source>Dead rows</source>
            <translation>Filas muertas</translation>
        </message>
        <message>
            <source>Changes</source>
            <translation>Cambios</translation>
        </message>
        <message>
            <source>Analyzed</source>
            <translation>Analizada</translation>
        </message>
        <message>
            <source>Never</source>
            <translation>Nunca</translation>
        </message>
        <message>
            <source>Owner</source>
            <translation>Propietario</translation>
        </message>
        <message>
            <source>Another role</source>
            <translation>Otro rol</translation>
        </message>
        <message>
            <source>Partitions</source>
            <translation>Particiones</translation>
        </message>
        <message>
            <source>Some elsewhere</source>
            <translation>Algunas en otro lugar</translation>
        </message>
        <message>
            <source>Selection</source>
            <translation>Selección</translation>
        </message>
        <message>
            <source>%1 by %2</source>
            <translation>%1 por %2</translation>
        </message>
        <message>
            <source>Nothing: no other table refers to it.</source>
            <translation>Nada: ninguna otra tabla hace referencia a ella.</translation>
        </message>
        <message>
            <source>%1, %2, disabled</source>
            <translation>%1, %2, desactivado</translation>
        </message>
        <message>
            <source>On, also for the role of this connection</source>
            <translation>Activada, también para el rol de esta conexión</translation>
        </message>
        <message>
            <source>On, not for the role of this connection</source>
            <translation>Activada, no para el rol de esta conexión</translation>
        </message>
        <message>
            <source>%1, primary key</source>
            <translation>%1, clave primaria</translation>
        </message>
        <message>
            <source>%1, unique</source>
            <translation>%1, único</translation>
        </message>
        <message>
            <source>Count rows of %1</source>
            <translation>Contar filas de %1</translation>
        </message>
        <message>
            <source>Read the tables of %1</source>
            <translation>Leer las tablas de %1</translation>
        </message>
        <message>
            <source>Read a table's details</source>
            <translation>Leer los detalles de una tabla</translation>
        </message>
        <message>
            <source>All schemas</source>
            <translation>Todos los esquemas</translation>
        </message>
        <message>
            <source>Not read again: %1</source>
            <translation>No se volvió a leer: %1</translation>
        </message>
        <message>
            <source>No tables on %1</source>
            <translation>No hay tablas en %1</translation>
        </message>
        <message>
            <source>The tables of %1 could not be read</source>
            <translation>No se pudieron leer las tablas de %1</translation>
        </message>
        <message>
            <source>No tables on %1 yet</source>
            <translation>Aún no hay tablas en %1</translation>
        </message>
        <message>
            <source>%1 holds no tables of an application. Migrations make them; an import fills them once they are there.</source>
            <translation>%1 no contiene tablas de una aplicación. Las migraciones las crean; una importación las llena cuando existen.</translation>
        </message>
        <message>
            <source>Show migrations</source>
            <translation>Mostrar migraciones</translation>
        </message>
        <message>
            <source>Look again</source>
            <translation>Volver a buscar</translation>
        </message>
        <message>
            <source>Import…</source>
            <translation>Importar…</translation>
        </message>
        <message>
            <source>Read the export in %1</source>
            <translation>Leer la exportación de %1</translation>
        </message>
        <message>
            <source>Look for the project’s seed</source>
            <translation>Buscar los datos iniciales del proyecto</translation>
        </message>
        <message>
            <source>Seeding %1</source>
            <translation>Cargando datos iniciales en %1</translation>
        </message>
        <message>
            <source>Test account: %1, password %2</source>
            <translation>Cuenta de prueba: %1, contraseña %2</translation>
        </message>
        <message>
            <source>Test account: %1, password %2, %3</source>
            <translation>Cuenta de prueba: %1, contraseña %2, %3</translation>
        </message>
        <message>
            <source>The command wrote:</source>
            <translation>El comando escribió:</translation>
        </message>
        <message>
            <source>Exported from %1</source>
            <translation>Exportado de %1</translation>
        </message>
        <message>
            <source>Imported into %1</source>
            <translation>Importado en %1</translation>
        </message>
        <message>
            <source>Wiped on %1</source>
            <translation>Vaciado en %1</translation>
        </message>
        <message>
            <source>Filled on %1</source>
            <translation>Llenado en %1</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>Datos</translation>
        </message>
        <message>
            <source>Read the tables again (F5)</source>
            <translation>Volver a leer las tablas (F5)</translation>
        </message>
        <message>
            <source>Count rows</source>
            <translation>Contar filas</translation>
        </message>
        <message>
            <source>Count the rows of the selected tables, or of all, in place of the server’s estimates</source>
            <translation>Contar las filas de las tablas seleccionadas, o de todas, en lugar de las estimaciones del servidor</translation>
        </message>
        <message>
            <source>Write the selected tables, or all, to a folder</source>
            <translation>Escribir las tablas seleccionadas, o todas, en una carpeta</translation>
        </message>
        <message>
            <source>Replace the rows of tables by those of an export</source>
            <translation>Reemplazar las filas de tablas por las de una exportación</translation>
        </message>
        <message>
            <source>Empty tables, with a way back</source>
            <translation>Vaciar tablas, con un camino de vuelta</translation>
        </message>
        <message>
            <source>Seed…</source>
            <translation>Cargar datos iniciales…</translation>
        </message>
        <message>
            <source>Fill tables from the project’s seed</source>
            <translation>Llenar tablas con los datos iniciales del proyecto</translation>
        </message>
        <message>
            <source>Generate…</source>
            <translation>Generar…</translation>
        </message>
        <message>
            <source>Fill tables with made-up rows</source>
            <translation>Llenar tablas con filas inventadas</translation>
        </message>
        <message>
            <source>Find table</source>
            <translation>Buscar tabla</translation>
        </message>
        <message>
            <source>rows</source>
            <translation>filas</translation>
        </message>
        <message>
            <source>indexes</source>
            <translation>índices</translation>
        </message>
        <message>
            <source>What could be saved by writing the table anew, as far as it has been analyzed</source>
            <translation>Lo que se podría ahorrar reescribiendo la tabla, según lo que se ha analizado</translation>
        </message>
        <message>
            <source>Rows inserted, changed or deleted since the server analyzed the table; it keeps no time of the last change itself</source>
            <translation>Filas insertadas, cambiadas o eliminadas desde que el servidor analizó la tabla; el servidor no guarda la hora del último cambio</translation>
        </message>
        <message>
            <source>Foreign keys to other tables</source>
            <translation>Claves foráneas a otras tablas</translation>
        </message>
        <message>
            <source>Foreign keys of other tables to this one</source>
            <translation>Claves foráneas de otras tablas a esta</translation>
        </message>
        <message>
            <source>Refers</source>
            <translation>Referencia</translation>
        </message>
        <message>
            <source>Referred</source>
            <translation>Referenciada</translation>
        </message>
        <message>
            <source>The server has no estimate yet: Count rows tells</source>
            <translation>El servidor aún no tiene una estimación: Contar filas lo indica</translation>
        </message>
        <message>
            <source>Counted</source>
            <translation>Contadas</translation>
        </message>
        <message>
            <source>The server’s estimate</source>
            <translation>La estimación del servidor</translation>
        </message>
        <message>
            <source>Not known: the table has not been analyzed, or holds long values</source>
            <translation>Desconocido: la tabla no se ha analizado, o contiene valores largos</translation>
        </message>
        <message>
            <source>≈ %1 could be saved, %2 dead rows</source>
            <translation>≈ %1 se podrían ahorrar, %2 filas muertas</translation>
        </message>
        <message>
            <source>Read titles</source>
            <translation>Leer títulos</translation>
        </message>
        <message>
            <source>local socket</source>
            <translation>socket local</translation>
        </message>
        <message>
            <source>Target %1, protected</source>
            <translation>Destino %1, protegido</translation>
        </message>
        <message>
            <source>Target %1</source>
            <translation>Destino %1</translation>
        </message>
        <message>
            <source>Id</source>
            <translation>Id</translation>
        </message>
        <message>
            <source>Since the last scan</source>
            <translation>Desde el último análisis</translation>
        </message>
        <message>
            <source>No organization</source>
            <translation>Sin organización</translation>
        </message>
        <message>
            <source>Structure</source>
            <translation>Estructura</translation>
        </message>
        <message>
            <source>Counts and sums</source>
            <translation>Recuentos y sumas</translation>
        </message>
        <message>
            <source>Path and depth</source>
            <translation>Ruta y profundidad</translation>
        </message>
        <message>
            <source>Scan</source>
            <translation>Analizar</translation>
        </message>
        <message>
            <source>Findings</source>
            <translation>Hallazgos</translation>
        </message>
        <message>
            <source>Drifted items</source>
            <translation>Elementos con desviación</translation>
        </message>
        <message>
            <source>No migration has been applied from here yet, so that nothing is known of how long they take.</source>
            <translation>Aún no se ha aplicado ninguna migración desde aquí, así que no se sabe nada de lo que tardan.</translation>
        </message>
        <message>
            <source>seconds</source>
            <translation>segundos</translation>
        </message>
        <message>
            <source>milliseconds</source>
            <translation>milisegundos</translation>
        </message>
        <message>
            <source>Migration</source>
            <translation>Migración</translation>
        </message>
        <message>
            <source>%1, ms</source>
            <translation>%1, ms</translation>
        </message>
        <message>
            <source>What happened</source>
            <translation>Qué pasó</translation>
        </message>
        <message>
            <source>What to do</source>
            <translation>Qué hacer</translation>
        </message>
        <message>
            <source>Retry</source>
            <translation>Reintentar</translation>
        </message>
        <message>
            <source>Copy details</source>
            <translation>Copiar detalles</translation>
        </message>
        <message>
            <source>Estimated cost %1; nothing was run</source>
            <translation>Coste estimado %1; no se ejecutó nada</translation>
        </message>
        <message>
            <source>Planned in %1, ran in %2</source>
            <translation>Planificado en %1, ejecutado en %2</translation>
        </message>
        <message>
            <source>1 estimate is off by 10 times or more</source>
            <translation>1 estimación difiere en un factor de 10 o más</translation>
        </message>
        <message>
            <source>%1 estimates are off by 10 times or more</source>
            <translation>%1 estimaciones difieren en un factor de 10 o más</translation>
        </message>
        <message>
            <source>%1 expected, %2 came, in each loop.</source>
            <translation>Se esperaban %1 y llegaron %2 en cada iteración.</translation>
        </message>
        <message>
            <source>%1 times more rows than expected: %2</source>
            <translation>%1 veces más filas de las esperadas: %2</translation>
        </message>
        <message>
            <source>%1 times fewer rows than expected: %2</source>
            <translation>%1 veces menos filas de las esperadas: %2</translation>
        </message>
        <message>
            <source>Loops</source>
            <translation>Iteraciones</translation>
        </message>
        <message>
            <source>Rows removed</source>
            <translation>Filas descartadas</translation>
        </message>
        <message>
            <source>Startup cost</source>
            <translation>Coste inicial</translation>
        </message>
        <message>
            <source>Total cost</source>
            <translation>Coste total</translation>
        </message>
        <message>
            <source>Found in cache</source>
            <translation>Encontrados en caché</translation>
        </message>
        <message>
            <source>Read</source>
            <translation>Leídos</translation>
        </message>
        <message>
            <source>Dirtied</source>
            <translation>Modificados</translation>
        </message>
        <message>
            <source>Written</source>
            <translation>Escritos</translation>
        </message>
        <message>
            <source>Temporary, read</source>
            <translation>Temporales, leídos</translation>
        </message>
        <message>
            <source>Temporary, written</source>
            <translation>Temporales, escritos</translation>
        </message>
        <message>
            <source>Expected rows</source>
            <translation>Filas esperadas</translation>
        </message>
        <message>
            <source>Own time</source>
            <translation>Tiempo propio</translation>
        </message>
        <message>
            <source>Cost</source>
            <translation>Coste</translation>
        </message>
        <message>
            <source>Plan</source>
            <translation>Plan</translation>
        </message>
        <message>
            <source>All tables as of one moment, into a folder that can be given to others: compressed rows of each table, and a manifest with checksums. It holds what the tables hold, personal data as well.</source>
            <translation>Todas las tablas tal como están en un mismo momento, en una carpeta que se puede entregar a otros: las filas comprimidas de cada tabla y un manifiesto con sumas de comprobación. Contiene lo que contienen las tablas, también datos personales.</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>Carpeta</translation>
        </message>
        <message>
            <source>Folder of the export</source>
            <translation>Carpeta de la exportación</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>Formato</translation>
        </message>
        <message>
            <source>Binary: fastest, exact</source>
            <translation>Binario: el más rápido, exacto</translation>
        </message>
        <message>
            <source>CSV: can be read by other programs</source>
            <translation>CSV: lo pueden leer otros programas</translation>
        </message>
        <message>
            <source>Name a folder.</source>
            <translation>Indicar una carpeta.</translation>
        </message>
        <message>
            <source>Choose a table.</source>
            <translation>Elegir una tabla.</translation>
        </message>
        <message>
            <source>Drift kinds</source>
            <translation>Tipos de desviación</translation>
        </message>
        <message>
            <source>Problem</source>
            <translation>Problema</translation>
        </message>
        <message>
            <source>All items</source>
            <translation>Todos los elementos</translation>
        </message>
        <message>
            <source>Own dates %1 to %2</source>
            <translation>Fechas propias: %1 a %2</translation>
        </message>
        <message>
            <source>Title</source>
            <translation>Título</translation>
        </message>
        <message>
            <source>Stored start</source>
            <translation>Inicio almacenado</translation>
        </message>
        <message>
            <source>Stored end</source>
            <translation>Fin almacenado</translation>
        </message>
        <message>
            <source>Expected start</source>
            <translation>Inicio esperado</translation>
        </message>
        <message>
            <source>Expected end</source>
            <translation>Fin esperado</translation>
        </message>
        <message>
            <source>Own start</source>
            <translation>Inicio propio</translation>
        </message>
        <message>
            <source>Own end</source>
            <translation>Fin propio</translation>
        </message>
        <message>
            <source>Only items whose stored dates differ</source>
            <translation>Solo elementos cuyas fechas almacenadas difieren</translation>
        </message>
        <message>
            <source>Zoom out (−)</source>
            <translation>Reducir (−)</translation>
        </message>
        <message>
            <source>Zoom in (+)</source>
            <translation>Ampliar (+)</translation>
        </message>
        <message>
            <source>Show all dates (0)</source>
            <translation>Mostrar todas las fechas (0)</translation>
        </message>
        <message>
            <source>Own</source>
            <translation>Propio</translation>
        </message>
        <message>
            <source>This hierarchy has no dates: no column was recognized as start, end, earliest start or latest end.</source>
            <translation>Esta jerarquía no tiene fechas: no se reconoció ninguna columna como inicio, fin, inicio más temprano o fin más tardío.</translation>
        </message>
        <message>
            <source>Select an item to see its subtree over time.</source>
            <translation>Seleccionar un elemento para ver su subárbol en el tiempo.</translation>
        </message>
        <message>
            <source>Every stored date of this subtree is as expected.</source>
            <translation>Todas las fechas almacenadas de este subárbol son las esperadas.</translation>
        </message>
        <message>
            <source>Made-up rows that look real by name and type of their columns and keep to the constraints. The same number below gives the same rows again. Type into the last column how many rows a table is to get.</source>
            <translation>Filas inventadas que parecen reales según el nombre y el tipo de sus columnas y cumplen las restricciones. El mismo número de abajo vuelve a dar las mismas filas. Escribir en la última columna cuántas filas debe recibir cada tabla.</translation>
        </message>
        <message>
            <source>Rows to make</source>
            <translation>Filas por crear</translation>
        </message>
        <message>
            <source>Random seed</source>
            <translation>Semilla aleatoria</translation>
        </message>
        <message>
            <source>Type how many rows a table is to get.</source>
            <translation>Escribir cuántas filas debe recibir una tabla.</translation>
        </message>
        <message>
            <source>Hazards of this migration</source>
            <translation>Riesgos de esta migración</translation>
        </message>
        <message>
            <source>Rule %1</source>
            <translation>Regla %1</translation>
        </message>
        <message>
            <source>%1 serious</source>
            <translation>%1 graves</translation>
        </message>
        <message>
            <source>%1 to note</source>
            <translation>%1 a tener en cuenta</translation>
        </message>
        <message>
            <source>Hazard</source>
            <translation>Riesgo</translation>
        </message>
        <message>
            <source>Line</source>
            <translation>Línea</translation>
        </message>
        <message>
            <source>What happens</source>
            <translation>Qué ocurre</translation>
        </message>
        <message>
            <source>Safer</source>
            <translation>Más seguro</translation>
        </message>
        <message>
            <source>Line %1</source>
            <translation>Línea %1</translation>
        </message>
        <message>
            <source>%1, line %2: %3</source>
            <translation>%1, línea %2: %3</translation>
        </message>
        <message>
            <source>No drift was found.</source>
            <translation>No se encontró ninguna desviación.</translation>
        </message>
        <message>
            <source>No organization has drift.</source>
            <translation>Ninguna organización tiene desviación.</translation>
        </message>
        <message>
            <source>By kind</source>
            <translation>Por tipo</translation>
        </message>
        <message>
            <source>By organization</source>
            <translation>Por organización</translation>
        </message>
        <message>
            <source>Over time</source>
            <translation>En el tiempo</translation>
        </message>
        <message>
            <source>Gantt</source>
            <translation>Gantt</translation>
        </message>
        <message>
            <source>Map</source>
            <translation>Mapa</translation>
        </message>
        <message>
            <source>Find hierarchies</source>
            <translation>Buscar jerarquías</translation>
        </message>
        <message>
            <source>Scan %1</source>
            <translation>Analizar %1</translation>
        </message>
        <message>
            <source>Filter items</source>
            <translation>Filtrar elementos</translation>
        </message>
        <message>
            <source>Search items</source>
            <translation>Buscar elementos</translation>
        </message>
        <message>
            <source>Read past scans</source>
            <translation>Leer análisis anteriores</translation>
        </message>
        <message>
            <source>Keep rules</source>
            <translation>Guardar reglas</translation>
        </message>
        <message>
            <source>Copy findings</source>
            <translation>Copiar hallazgos</translation>
        </message>
        <message>
            <source>Export findings</source>
            <translation>Exportar hallazgos</translation>
        </message>
        <message>
            <source>%1 findings copied.</source>
            <translation>%1 hallazgos copiados.</translation>
        </message>
        <message>
            <source>Findings written to %1.</source>
            <translation>Hallazgos escritos en %1.</translation>
        </message>
        <message>
            <source>No hierarchy in this database</source>
            <translation>Ninguna jerarquía en esta base de datos</translation>
        </message>
        <message>
            <source>No hierarchy found</source>
            <translation>No se encontró ninguna jerarquía</translation>
        </message>
        <message>
            <source>A hierarchy is a table whose rows name their parent: a foreign key to the table itself, or columns id and parent_id. Others can be declared in arborist.toml under [[hierarchy]].</source>
            <translation>Una jerarquía es una tabla cuyas filas nombran a su padre: una clave foránea a la propia tabla, o columnas id y parent_id. Otras se pueden declarar en arborist.toml bajo [[hierarchy]].</translation>
        </message>
        <message>
            <source>Not scanned yet</source>
            <translation>Aún sin analizar</translation>
        </message>
        <message>
            <source>A scan reads the table once and compares every stored value with what follows from the items. It changes nothing and takes about 2 s for a million items.</source>
            <translation>Un análisis lee la tabla una vez y compara cada valor almacenado con el que se deriva de los elementos. No cambia nada y tarda unos 2 s por millón de elementos.</translation>
        </message>
        <message>
            <source>%1 has not been scanned</source>
            <translation>%1 no se ha analizado</translation>
        </message>
        <message>
            <source>Scanning %1</source>
            <translation>Analizando %1</translation>
        </message>
        <message>
            <source>Reading…, %1 %</source>
            <translation>Leyendo…, %1 %</translation>
        </message>
        <message>
            <source>%1; %2</source>
            <translation>%1; %2</translation>
        </message>
        <message>
            <source>%1. Shown is the scan before. %2</source>
            <translation>%1. Se muestra el análisis anterior. %2</translation>
        </message>
        <message>
            <source>Dismiss</source>
            <translation>Descartar</translation>
        </message>
        <message>
            <source>No item matches “%1”</source>
            <translation>Ningún elemento coincide con “%1”</translation>
        </message>
        <message>
            <source>1 item matches “%1”</source>
            <translation>1 elemento coincide con “%1”</translation>
        </message>
        <message>
            <source>The first %2 items that match “%1”</source>
            <translation>Los primeros %2 elementos que coinciden con “%1”</translation>
        </message>
        <message>
            <source>%2 items match “%1”</source>
            <translation>%2 elementos coinciden con “%1”</translation>
        </message>
        <message>
            <source>Clear search</source>
            <translation>Borrar búsqueda</translation>
        </message>
        <message>
            <source>Subtree of “%1”, item %2</source>
            <translation>Subárbol de “%1”, elemento %2</translation>
        </message>
        <message>
            <source>Subtree of item %1</source>
            <translation>Subárbol del elemento %1</translation>
        </message>
        <message>
            <source>Show all</source>
            <translation>Mostrar todo</translation>
        </message>
        <message>
            <source>Choose…</source>
            <translation>Elegir…</translation>
        </message>
        <message>
            <source>Keep…</source>
            <translation>Guardar…</translation>
        </message>
        <message>
            <source>Titles could not be read: %1</source>
            <translation>No se pudieron leer los títulos: %1</translation>
        </message>
        <message>
            <source>There is no hierarchy in this database.</source>
            <translation>No hay ninguna jerarquía en esta base de datos.</translation>
        </message>
        <message>
            <source>%1 is no hierarchy any more, so the repair cannot be planned again.</source>
            <translation>%1 ya no es una jerarquía, así que la reparación no se puede volver a planificar.</translation>
        </message>
        <message>
            <source>Check that the table is still in this database, with its parent column; or name it under [[hierarchy]] in arborist.toml.</source>
            <translation>Comprobar que la tabla siga en esta base de datos, con su columna del padre; o indicarla bajo [[hierarchy]] en arborist.toml.</translation>
        </message>
        <message>
            <source>The repair failed</source>
            <translation>La reparación falló</translation>
        </message>
        <message>
            <source>%1 does not answer; nothing can be taken back now</source>
            <translation>%1 no responde; ahora no se puede revertir nada</translation>
        </message>
        <message>
            <source>The repair cannot be planned again</source>
            <translation>La reparación no se puede volver a planificar</translation>
        </message>
        <message>
            <source>Hierarchy</source>
            <translation>Jerarquía</translation>
        </message>
        <message>
            <source>The search failed: %1</source>
            <translation>La búsqueda falló: %1</translation>
        </message>
        <message>
            <source>The last scan, %1, found %2 of %3 items drifted.</source>
            <translation>El último análisis, %1, encontró %2 de %3 elementos con desviación.</translation>
        </message>
        <message>
            <source>Writes %1 values of %2.</source>
            <translation>Escribe %1 valores de %2.</translation>
        </message>
        <message>
            <source>Deletes %1.</source>
            <translation>Elimina %1.</translation>
        </message>
        <message>
            <source>No item is deleted.</source>
            <translation>No se elimina ningún elemento.</translation>
        </message>
        <message>
            <source>Takes ≈ %1.</source>
            <translation>Tarda ≈ %1.</translation>
        </message>
        <message>
            <source>Repair hierarchy</source>
            <translation>Reparar jerarquía</translation>
        </message>
        <message>
            <source>Repair %1, delete %2</source>
            <translation>Reparar %1, eliminar %2</translation>
        </message>
        <message>
            <source>Items now</source>
            <translation>Elementos ahora</translation>
        </message>
        <message>
            <source>Afterwards</source>
            <translation>Después</translation>
        </message>
        <message>
            <source>What remains after the repair</source>
            <translation>Qué queda tras la reparación</translation>
        </message>
        <message>
            <source>Nothing to write in %1: no row differs, or what differs is in flight.</source>
            <translation>Nada que escribir en %1: ninguna fila difiere, o lo que difiere está en curso.</translation>
        </message>
        <message>
            <source>Nothing to do: the check of %1 finds no row.</source>
            <translation>Nada que hacer: la comprobación de %1 no encuentra ninguna fila.</translation>
        </message>
        <message>
            <source>Plan the repair of %1</source>
            <translation>Planificar la reparación de %1</translation>
        </message>
        <message>
            <source>What remains</source>
            <translation>Qué queda</translation>
        </message>
        <message>
            <source>%1: %2 rows written</source>
            <translation>%1: %2 filas escritas</translation>
        </message>
        <message>
            <source>Repaired %1</source>
            <translation>Reparado: %1</translation>
        </message>
        <message>
            <source>Cancelled</source>
            <translation>Cancelada</translation>
        </message>
        <message>
            <source>%1 Written before: %2</source>
            <translation>%1 Escrito antes: %2</translation>
        </message>
        <message>
            <source>%1 Nothing was changed.</source>
            <translation>%1 No se cambió nada.</translation>
        </message>
        <message>
            <source>Repair…</source>
            <translation>Reparar…</translation>
        </message>
        <message>
            <source>Plan a repair; nothing is changed yet</source>
            <translation>Planificar una reparación; aún no se cambia nada</translation>
        </message>
        <message>
            <source>Export the findings</source>
            <translation>Exportar los hallazgos</translation>
        </message>
        <message>
            <source>Rules…</source>
            <translation>Reglas…</translation>
        </message>
        <message>
            <source>The rules that derived values follow, and where they come from</source>
            <translation>Las reglas que siguen los valores derivados y de dónde vienen</translation>
        </message>
        <message>
            <source>Previous finding</source>
            <translation>Hallazgo anterior</translation>
        </message>
        <message>
            <source>Previous finding (Shift+F3)</source>
            <translation>Hallazgo anterior (Shift+F3)</translation>
        </message>
        <message>
            <source>Next finding</source>
            <translation>Hallazgo siguiente</translation>
        </message>
        <message>
            <source>Next finding (F3)</source>
            <translation>Hallazgo siguiente (F3)</translation>
        </message>
        <message>
            <source>Findings as CSV…</source>
            <translation>Hallazgos como CSV…</translation>
        </message>
        <message>
            <source>Rules</source>
            <translation>Reglas</translation>
        </message>
        <message>
            <source>Shown items</source>
            <translation>Elementos mostrados</translation>
        </message>
        <message>
            <source>Drifted and ancestors</source>
            <translation>Con desviación y antecesores</translation>
        </message>
        <message>
            <source>Origins and ancestors</source>
            <translation>Orígenes y antecesores</translation>
        </message>
        <message>
            <source>Find title or ID</source>
            <translation>Buscar título o ID</translation>
        </message>
        <message>
            <source>Copy findings (too many; use CSV)</source>
            <translation>Copiar hallazgos (demasiados; usar CSV)</translation>
        </message>
        <message>
            <source>Stop the scan</source>
            <translation>Detener el análisis</translation>
        </message>
        <message>
            <source>Read the hierarchy and compare (F5)</source>
            <translation>Leer la jerarquía y comparar (F5)</translation>
        </message>
        <message>
            <source>All organizations</source>
            <translation>Todas las organizaciones</translation>
        </message>
        <message>
            <source>Derived values</source>
            <translation>Valores derivados</translation>
        </message>
        <message>
            <source>%1 items too small to be shown, %2 of them drifted</source>
            <translation>%1 elementos demasiado pequeños para mostrarse, %2 de ellos con desviación</translation>
        </message>
        <message>
            <source>%1: %2 items below</source>
            <translation>%1: %2 elementos por debajo</translation>
        </message>
        <message>
            <source>, %1 of them drifted</source>
            <translation>, %1 de ellos con desviación</translation>
        </message>
        <message>
            <source>No drift of its own</source>
            <translation>Sin desviación propia</translation>
        </message>
        <message>
            <source>Items below</source>
            <translation>Elementos por debajo</translation>
        </message>
        <message>
            <source>Worst drift</source>
            <translation>Mayor desviación</translation>
        </message>
        <message>
            <source>Kinds</source>
            <translation>Tipos</translation>
        </message>
        <message>
            <source>Derived</source>
            <translation>Derivados</translation>
        </message>
        <message>
            <source>Only below</source>
            <translation>Solo por debajo</translation>
        </message>
        <message>
            <source>%1 items of it</source>
            <translation>%1 elementos de él</translation>
        </message>
        <message>
            <source>%1 of %2 items drifted</source>
            <translation>%1 de %2 elementos con desviación</translation>
        </message>
        <message>
            <source>There are no items.</source>
            <translation>No hay elementos.</translation>
        </message>
        <message>
            <source>The rows of the export replace those of the tables, in one transaction: all of it or nothing. What was there is kept, to go back.</source>
            <translation>Las filas de la exportación reemplazan las de las tablas, en una sola transacción: todo o nada. Lo que había se conserva, para volver atrás.</translation>
        </message>
        <message>
            <source>Folder of an export</source>
            <translation>Carpeta de una exportación</translation>
        </message>
        <message>
            <source>Let the tables’ triggers fire for each row</source>
            <translation>Activar los disparadores de las tablas con cada fila</translation>
        </message>
        <message>
            <source>On %1 now</source>
            <translation>Ahora en %1</translation>
        </message>
        <message>
            <source>Not there</source>
            <translation>No existe</translation>
        </message>
        <message>
            <source>Empty</source>
            <translation>Vacía</translation>
        </message>
        <message>
            <source>%1, will go</source>
            <translation>%1, desaparecerán</translation>
        </message>
        <message>
            <source>An export of %1 of %2. Its rows replace those of the tables, in one transaction: all of it or nothing. What was there is kept, to go back.</source>
            <translation>Una exportación de %1 de %2. Sus filas reemplazan las de las tablas, en una sola transacción: todo o nada. Lo que había se conserva, para volver atrás.</translation>
        </message>
        <message>
            <source>Name the folder of an export.</source>
            <translation>Indicar la carpeta de una exportación.</translation>
        </message>
        <message>
            <source>Press Return to read the folder.</source>
            <translation>Pulsar Intro para leer la carpeta.</translation>
        </message>
        <message>
            <source>Inspector</source>
            <translation>Inspector</translation>
        </message>
        <message>
            <source>Fields</source>
            <translation>Campos</translation>
        </message>
        <message>
            <source>Field</source>
            <translation>Campo</translation>
        </message>
        <message>
            <source>The item's own</source>
            <translation>Propio del elemento</translation>
        </message>
        <message>
            <source>Why</source>
            <translation>Por qué</translation>
        </message>
        <message>
            <source>Show subtree</source>
            <translation>Mostrar subárbol</translation>
        </message>
        <message>
            <source>Select an item to see its stored and expected values.</source>
            <translation>Seleccionar un elemento para ver sus valores almacenados y esperados.</translation>
        </message>
        <message>
            <source>No selection</source>
            <translation>Sin selección</translation>
        </message>
        <message>
            <source>Item %1</source>
            <translation>Elemento %1</translation>
        </message>
        <message>
            <source>Top level</source>
            <translation>Nivel superior</translation>
        </message>
        <message>
            <source>Go to the origin</source>
            <translation>Ir al origen</translation>
        </message>
        <message>
            <source>Top level items</source>
            <translation>Elementos de nivel superior</translation>
        </message>
        <message>
            <source>Organization %1</source>
            <translation>Organización %1</translation>
        </message>
        <message>
            <source>Drifted: %1</source>
            <translation>Con desviación: %1</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>Estado</translation>
        </message>
        <message>
            <source>Job</source>
            <translation>Tarea</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>Volver a intentarlo</translation>
        </message>
        <message>
            <source>No job selected</source>
            <translation>Ninguna tarea seleccionada</translation>
        </message>
        <message>
            <source>Select a job to see when it ran and what it said.</source>
            <translation>Seleccionar una tarea para ver cuándo se ejecutó y qué comunicó.</translation>
        </message>
        <message>
            <source>Job %1</source>
            <translation>Tarea %1</translation>
        </message>
        <message>
            <source>Ended</source>
            <translation>Fin</translation>
        </message>
        <message>
            <source>Took</source>
            <translation>Duración</translation>
        </message>
        <message>
            <source>Cancel %1</source>
            <translation>Cancelar %1</translation>
        </message>
        <message>
            <source>Progress of %1</source>
            <translation>Progreso de %1</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>Reanudar</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>Pausar</translation>
        </message>
        <message>
            <source>Resume %1</source>
            <translation>Reanudar %1</translation>
        </message>
        <message>
            <source>Pause %1</source>
            <translation>Pausar %1</translation>
        </message>
        <message>
            <source>Paused; everything written so far stands</source>
            <translation>En pausa; todo lo escrito hasta ahora se mantiene</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>Resultado</translation>
        </message>
        <message>
            <source>Running</source>
            <translation>En ejecución</translation>
        </message>
        <message>
            <source>Refused</source>
            <translation>Rechazada</translation>
        </message>
        <message>
            <source>%1: done in %2</source>
            <translation>%1: terminada en %2</translation>
        </message>
        <message>
            <source>None running</source>
            <translation>Ninguna en ejecución</translation>
        </message>
        <message>
            <source>1 running</source>
            <translation>1 en ejecución</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>Mostrar</translation>
        </message>
        <message>
            <source>Attention</source>
            <translation>Atención</translation>
        </message>
        <message>
            <source>Check the permissions of the file and its folder.</source>
            <translation>Comprobar los permisos del archivo y de su carpeta.</translation>
        </message>
        <message>
            <source>%1 is damaged: %2.</source>
            <translation>%1 está dañado: %2.</translation>
        </message>
        <message>
            <source>it holds no object</source>
            <translation>no contiene ningún objeto</translation>
        </message>
        <message>
            <source>Restore it from a backup, or move it away.</source>
            <translation>Restaurarlo de una copia de seguridad o apartarlo.</translation>
        </message>
        <message>
            <source>%1 cannot be written: %2.</source>
            <translation>No se puede escribir %1: %2.</translation>
        </message>
        <message>
            <source>Check the permissions of %1 and the space on its disk.</source>
            <translation>Comprobar los permisos de %1 y el espacio en su disco.</translation>
        </message>
        <message>
            <source>Undo the restore…</source>
            <translation>Deshacer la restauración…</translation>
        </message>
        <message>
            <source>Drop…</source>
            <translation>Eliminar…</translation>
        </message>
        <message>
            <source>Drop expired…</source>
            <translation>Eliminar las caducadas…</translation>
        </message>
        <message>
            <source>Databases put aside</source>
            <translation>Bases de datos apartadas</translation>
        </message>
        <message>
            <source>Put it back in the place of the one in use</source>
            <translation>Devolverla al lugar de la que está en uso</translation>
        </message>
        <message>
            <source>The run that put it aside cannot be taken back any more</source>
            <translation>La ejecución que la apartó ya no se puede deshacer</translation>
        </message>
        <message>
            <source>Those that have been kept for as long as they are to be</source>
            <translation>Las que se han conservado tanto tiempo como debían</translation>
        </message>
        <message>
            <source>No restore or reset has put a database of %1 aside.</source>
            <translation>Ninguna restauración ni restablecimiento ha apartado una base de datos de %1.</translation>
        </message>
        <message>
            <source>Put aside by run</source>
            <translation>Apartada por la ejecución</translation>
        </message>
        <message>
            <source>Since</source>
            <translation>Desde</translation>
        </message>
        <message>
            <source>%1 as it was before the run %2</source>
            <translation>%1 tal como estaba antes de la ejecución %2</translation>
        </message>
        <message>
            <source>Dropped on request; arboristctl restore --drop-old expired drops those that are past their time</source>
            <translation>Se elimina a petición; arboristctl restore --drop-old expired elimina las que han superado su plazo</translation>
        </message>
        <message>
            <source>%1 %2: %3
%4 items, %5 origins</source>
            <translation>%1 %2: %3
%4 elementos, %5 orígenes</translation>
        </message>
        <message>
            <source>%1 %2, items: %3, origins: %4</source>
            <translation>%1 %2, elementos: %3, orígenes: %4</translation>
        </message>
        <message>
            <source>Open a project folder</source>
            <translation>Abrir una carpeta de proyecto</translation>
        </message>
        <message>
            <source>The changed files of the workspace were not taken over</source>
            <translation>No se adoptaron los archivos modificados del espacio de trabajo</translation>
        </message>
        <message>
            <source>%1 %2 Until then Arborist goes on with what it read before.</source>
            <translation>%1 %2 Hasta entonces, Arborist sigue con lo que leyó antes.</translation>
        </message>
        <message>
            <source>Arborist goes on in the tray</source>
            <translation>Arborist sigue en la bandeja del sistema</translation>
        </message>
        <message>
            <source>Scans are scheduled. To end the program, choose Quit in the menu of its icon, or press Ctrl+Q in the window.</source>
            <translation>Hay análisis programados. Para terminar el programa, elegir Salir en el menú de su icono o pulsar Ctrl+Q en la ventana.</translation>
        </message>
        <message>
            <source>Drift has grown</source>
            <translation>La desviación ha aumentado</translation>
        </message>
        <message>
            <source>%1 And %2 more.</source>
            <translation>%1 Y %2 más.</translation>
        </message>
        <message>
            <source>line %1</source>
            <translation>línea %1</translation>
        </message>
        <message>
            <source>Message</source>
            <translation>Mensaje</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>Lugar</translation>
        </message>
        <message>
            <source>Duration</source>
            <translation>Duración</translation>
        </message>
        <message>
            <source>Its tool's own revert</source>
            <translation>La reversión propia de su herramienta</translation>
        </message>
        <message>
            <source>No down script</source>
            <translation>Sin script de vuelta</translation>
        </message>
        <message>
            <source>Down section</source>
            <translation>Sección down</translation>
        </message>
        <message>
            <source>One for this migration</source>
            <translation>Una para esta migración</translation>
        </message>
        <message>
            <source>None, says its file</source>
            <translation>Ninguna, según su archivo</translation>
        </message>
        <message>
            <source>Hazards</source>
            <translation>Riesgos</translation>
        </message>
        <message>
            <source>What to know</source>
            <translation>Conviene saber</translation>
        </message>
        <message>
            <source>State by stage</source>
            <translation>Estado por entorno</translation>
        </message>
        <message>
            <source>Details</source>
            <translation>Detalles</translation>
        </message>
        <message>
            <source>Apply…</source>
            <translation>Aplicar…</translation>
        </message>
        <message>
            <source>Open file</source>
            <translation>Abrir archivo</translation>
        </message>
        <message>
            <source>Select a migration to see where it is applied, what it does and what it takes.</source>
            <translation>Seleccionar una migración para ver dónde está aplicada, qué hace y qué requiere.</translation>
        </message>
        <message>
            <source>Created</source>
            <translation>Creada</translation>
        </message>
        <message>
            <source>In git</source>
            <translation>En git</translation>
        </message>
        <message>
            <source>Not committed</source>
            <translation>Sin commit</translation>
        </message>
        <message>
            <source>SHA-256</source>
            <translation>SHA-256</translation>
        </message>
        <message>
            <source>Transaction</source>
            <translation>Transacción</translation>
        </message>
        <message>
            <source>Strongest lock</source>
            <translation>Bloqueo más fuerte</translation>
        </message>
        <message>
            <source>Way back</source>
            <translation>Camino de vuelta</translation>
        </message>
        <message>
            <source>Looking…</source>
            <translation>Buscando…</translation>
        </message>
        <message>
            <source>None that the rules know.</source>
            <translation>Ninguno que conozcan las reglas.</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>Copiar</translation>
        </message>
        <message>
            <source>Up</source>
            <translation>Up</translation>
        </message>
        <message>
            <source>Down</source>
            <translation>Down</translation>
        </message>
        <message>
            <source>What applying it runs</source>
            <translation>Lo que se ejecuta al aplicarla</translation>
        </message>
        <message>
            <source>What rolling it back runs</source>
            <translation>Lo que se ejecuta al revertirla</translation>
        </message>
        <message>
            <source>No migration selected</source>
            <translation>Ninguna migración seleccionada</translation>
        </message>
        <message>
            <source>1 statement</source>
            <translation>1 sentencia</translation>
        </message>
        <message>
            <source>%1 statements</source>
            <translation>%1 sentencias</translation>
        </message>
        <message>
            <source>run by %1 itself</source>
            <translation>la ejecuta el propio %1</translation>
        </message>
        <message>
            <source>the file is not there</source>
            <translation>el archivo no está</translation>
        </message>
        <message>
            <source>%1 bytes</source>
            <translation>%1 bytes</translation>
        </message>
        <message>
            <source>Proposed way back</source>
            <translation>Camino de vuelta propuesto</translation>
        </message>
        <message>
            <source>not saved, never run</source>
            <translation>sin guardar, nunca ejecutado</translation>
        </message>
        <message>
            <source>Lint</source>
            <translation>Lint</translation>
        </message>
        <message>
            <source>Problems</source>
            <translation>Problemas</translation>
        </message>
        <message>
            <source>estimate</source>
            <translation>estimación</translation>
        </message>
        <message>
            <source>Problems (%1)</source>
            <translation>Problemas (%1)</translation>
        </message>
        <message>
            <source>Lint (%1)</source>
            <translation>Lint (%1)</translation>
        </message>
        <message>
            <source>Rehearsal</source>
            <translation>Ensayo</translation>
        </message>
        <message>
            <source>Read the migrations</source>
            <translation>Leer las migraciones</translation>
        </message>
        <message>
            <source>Read the migrations of %1</source>
            <translation>Leer las migraciones de %1</translation>
        </message>
        <message>
            <source>Look for hazards</source>
            <translation>Buscar riesgos</translation>
        </message>
        <message>
            <source>%1 pending to %2…</source>
            <translation>%1 pendientes a %2…</translation>
        </message>
        <message>
            <source>What is pending…</source>
            <translation>Lo pendiente…</translation>
        </message>
        <message>
            <source>Up to %1…</source>
            <translation>Hasta %1…</translation>
        </message>
        <message>
            <source>Up to the selected one…</source>
            <translation>Hasta la seleccionada…</translation>
        </message>
        <message>
            <source>Only %1…</source>
            <translation>Solo %1…</translation>
        </message>
        <message>
            <source>Only the %1 selected…</source>
            <translation>Solo las %1 seleccionadas…</translation>
        </message>
        <message>
            <source>Back to %1…</source>
            <translation>Volver a %1…</translation>
        </message>
        <message>
            <source>Back to the selected one…</source>
            <translation>Volver a la seleccionada…</translation>
        </message>
        <message>
            <source>Propose a down script for %1…</source>
            <translation>Proponer un script de vuelta (down) para %1…</translation>
        </message>
        <message>
            <source>Propose a down script…</source>
            <translation>Proponer un script de vuelta (down)…</translation>
        </message>
        <message>
            <source>All up to %1…</source>
            <translation>Todas hasta %1…</translation>
        </message>
        <message>
            <source>All up to the selected one…</source>
            <translation>Todas hasta la seleccionada…</translation>
        </message>
        <message>
            <source>Apply to %1…</source>
            <translation>Aplicar a %1…</translation>
        </message>
        <message>
            <source>An empty one in %1, in the form of %2, with all that it keeps beside it.</source>
            <translation>Una vacía en %1, con la forma de %2, con todo lo que este guarda junto a ella.</translation>
        </message>
        <message>
            <source>Review…</source>
            <translation>Revisar…</translation>
        </message>
        <message>
            <source>Look for the project's command</source>
            <translation>Buscar el comando del proyecto</translation>
        </message>
        <message>
            <source>The project has no command that generates migrations</source>
            <translation>El proyecto no tiene ningún comando que genere migraciones</translation>
        </message>
        <message>
            <source>Name it in arborist.toml: generate = "npm run db:generate" under [migrations]; or add a script db:generate to package.json.</source>
            <translation>Indicarlo en arborist.toml: generate = "npm run db:generate" en [migrations]; o añadir un script db:generate a package.json.</translation>
        </message>
        <message>
            <source>Generate a migration</source>
            <translation>Generar una migración</translation>
        </message>
        <message>
            <source>Runs the project's own command (%1). What is new and what was renamed is asked before anything is written.</source>
            <translation>Ejecuta el comando propio del proyecto (%1). Antes de escribir nada se pregunta qué es nuevo y qué se renombró.</translation>
        </message>
        <message>
            <source>Runs the project's own command (%1). What it asks is answered in the console.</source>
            <translation>Ejecuta el comando propio del proyecto (%1). Lo que pregunte se responde en la consola.</translation>
        </message>
        <message>
            <source>Nothing was generated</source>
            <translation>No se generó nada</translation>
        </message>
        <message>
            <source>drizzle-kit does not go on before it knows what is new and what was renamed. No file was changed.</source>
            <translation>drizzle-kit no continúa sin saber qué es nuevo y qué se renombró. No se cambió ningún archivo.</translation>
        </message>
        <message>
            <source>Only SQL can be looked through.</source>
            <translation>Solo se puede examinar SQL.</translation>
        </message>
        <message>
            <source>There are %1 more.</source>
            <translation>Hay %1 más.</translation>
        </message>
        <message>
            <source>Show all problems</source>
            <translation>Mostrar todos los problemas</translation>
        </message>
        <message>
            <source>No workspace is open</source>
            <translation>Ningún espacio de trabajo abierto</translation>
        </message>
        <message>
            <source>Open the folder of a project to see its migrations.</source>
            <translation>Abrir la carpeta de un proyecto para ver sus migraciones.</translation>
        </message>
        <message>
            <source>The migrations cannot be read</source>
            <translation>No se pueden leer las migraciones</translation>
        </message>
        <message>
            <source>An address has no migrations</source>
            <translation>Una dirección no tiene migraciones</translation>
        </message>
        <message>
            <source>They stand in a project's folder. Open that folder; its stages lead to the databases.</source>
            <translation>Están en la carpeta de un proyecto. Abrir esa carpeta; sus entornos llevan a las bases de datos.</translation>
        </message>
        <message>
            <source>No migrations found in %1</source>
            <translation>No se encontraron migraciones en %1</translation>
        </message>
        <message>
            <source>Looked for drizzle.config.*, a folder with meta/_journal.json, and the folders that Drizzle, TypeORM, dbmate, golang-migrate, goose and node-pg-migrate use. If yours is elsewhere, name it in arborist.toml:

[migrations]
tool = "drizzle"
folder = "backend/drizzle"</source>
            <translation>Se buscó drizzle.config.*, una carpeta con meta/_journal.json y las carpetas que usan Drizzle, TypeORM, dbmate, golang-migrate, goose y node-pg-migrate. Si la del proyecto está en otro lugar, indicarla en arborist.toml:

[migrations]
tool = "drizzle"
folder = "backend/drizzle"</translation>
        </message>
        <message>
            <source>No migrations yet in %1</source>
            <translation>Aún no hay migraciones en %1</translation>
        </message>
        <message>
            <source>The folder is there and empty. The first migration shows here as soon as it is made.</source>
            <translation>La carpeta está y está vacía. La primera migración aparece aquí en cuanto se crea.</translation>
        </message>
        <message>
            <source>Show the place</source>
            <translation>Mostrar el lugar</translation>
        </message>
        <message>
            <source>Nothing to do on %1</source>
            <translation>Nada que hacer en %1</translation>
        </message>
        <message>
            <source>Migration created</source>
            <translation>Migración creada</translation>
        </message>
        <message>
            <source>Down script saved</source>
            <translation>Script de vuelta guardado</translation>
        </message>
        <message>
            <source>Pushed to %1</source>
            <translation>Push hecho a %1</translation>
        </message>
        <message>
            <source>%1 rolled back on %2</source>
            <translation>%1: revertido en %2</translation>
        </message>
        <message>
            <source>%1 recorded as applied on %2</source>
            <translation>%1: registrado como aplicado en %2</translation>
        </message>
        <message>
            <source>%1 applied to %2 in %3</source>
            <translation>%1: aplicado a %2 en %3</translation>
        </message>
        <message>
            <source>It is listed under Activity as run %1.</source>
            <translation>Figura en Actividad como ejecución %1.</translation>
        </message>
        <message>
            <source>Cancelled on %1</source>
            <translation>Cancelado en %1</translation>
        </message>
        <message>
            <source>Go to line %1</source>
            <translation>Ir a la línea %1</translation>
        </message>
        <message>
            <source>Apply again…</source>
            <translation>Volver a aplicar…</translation>
        </message>
        <message>
            <source>Record as applied…</source>
            <translation>Registrar como aplicada…</translation>
        </message>
        <message>
            <source>Propose a down script for %1</source>
            <translation>Proponer un script de vuelta (down) para %1</translation>
        </message>
        <message>
            <source>Lost when it runs: %1</source>
            <translation>Se pierde al ejecutarlo: %1</translation>
        </message>
        <message>
            <source>Comes back empty: %1</source>
            <translation>Vuelve vacío: %1</translation>
        </message>
        <message>
            <source>%1 further remarks stand in the script.</source>
            <translation>Hay %1 observaciones más en el script.</translation>
        </message>
        <message>
            <source>Nobody has run it. Read it below before you save it; it is run only when you roll back.</source>
            <translation>Nadie lo ha ejecutado. Leerlo abajo antes de guardarlo; solo se ejecuta al revertir.</translation>
        </message>
        <message>
            <source>A way back for %1 is proposed, from its snapshots</source>
            <translation>Se propone un camino de vuelta para %1, a partir de sus snapshots</translation>
        </message>
        <message>
            <source>Save it beside the migration…</source>
            <translation>Guardarlo junto a la migración…</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>Descartar</translation>
        </message>
        <message>
            <source>Rehearse %1 of %2</source>
            <translation>Ensayar %1 de %2</translation>
        </message>
        <message>
            <source>On %1. %2 was only read.</source>
            <translation>En %1. %2 solo se leyó.</translation>
        </message>
        <message>
            <source>The rehearsal failed</source>
            <translation>El ensayo falló</translation>
        </message>
        <message>
            <source>The rehearsal went well, in %1</source>
            <translation>El ensayo fue bien, en %1</translation>
        </message>
        <message>
            <source>The rehearsal went well</source>
            <translation>El ensayo fue bien</translation>
        </message>
        <message>
            <source>Nothing is pending anywhere</source>
            <translation>Nada pendiente en ningún lugar</translation>
        </message>
        <message>
            <source>Of stages that do not answer nothing is known.</source>
            <translation>De los entornos que no responden no se sabe nada.</translation>
        </message>
        <message>
            <source>Read the files and all stages again (F5)</source>
            <translation>Volver a leer los archivos y todos los entornos (F5)</translation>
        </message>
        <message>
            <source>Apply</source>
            <translation>Aplicar</translation>
        </message>
        <message>
            <source>Apply migrations to the target</source>
            <translation>Aplicar migraciones al destino</translation>
        </message>
        <message>
            <source>Roll back</source>
            <translation>Revertir</translation>
        </message>
        <message>
            <source>Take migrations of the target back by their down scripts</source>
            <translation>Revertir migraciones del destino con sus scripts de vuelta (down)</translation>
        </message>
        <message>
            <source>Create</source>
            <translation>Crear</translation>
        </message>
        <message>
            <source>Make a migration, or a way back for one</source>
            <translation>Crear una migración, o un camino de vuelta para una</translation>
        </message>
        <message>
            <source>Push…</source>
            <translation>Hacer push…</translation>
        </message>
        <message>
            <source>Look for hazards in all migrations that are pending somewhere, sized by the tables of the target</source>
            <translation>Buscar riesgos en todas las migraciones pendientes en algún lugar, valorados según las tablas del destino</translation>
        </message>
        <message>
            <source>Record migrations as applied without running them</source>
            <translation>Registrar migraciones como aplicadas sin ejecutarlas</translation>
        </message>
        <message>
            <source>Run what is pending on a throw-away copy: durations, locks, rewrites</source>
            <translation>Ejecutar lo pendiente en una copia desechable: duraciones, bloqueos, reescrituras</translation>
        </message>
        <message>
            <source>Folder of migrations</source>
            <translation>Carpeta de migraciones</translation>
        </message>
        <message>
            <source>To be looked at</source>
            <translation>Por revisar</translation>
        </message>
        <message>
            <source>Find migration</source>
            <translation>Buscar migración</translation>
        </message>
        <message>
            <source>All stages, one after another…</source>
            <translation>Todos los entornos, uno tras otro…</translation>
        </message>
        <message>
            <source>Asks for each stage, and stops at the first failure</source>
            <translation>Pregunta en cada entorno y se detiene en el primer error</translation>
        </message>
        <message>
            <source>Transactions</source>
            <translation>Transacciones</translation>
        </message>
        <message>
            <source>One for each migration</source>
            <translation>Una por migración</translation>
        </message>
        <message>
            <source>One for all of them</source>
            <translation>Una para todas</translation>
        </message>
        <message>
            <source>None, statement by statement</source>
            <translation>Ninguna, sentencia por sentencia</translation>
        </message>
        <message>
            <source>Empty migration…</source>
            <translation>Migración vacía…</translation>
        </message>
        <message>
            <source>In the form of the tool in use, with all that it keeps</source>
            <translation>Con la forma de la herramienta en uso, con todo lo que esta guarda</translation>
        </message>
        <message>
            <source>From the models…</source>
            <translation>A partir de los modelos…</translation>
        </message>
        <message>
            <source>Let the project's own command make a migration from its models</source>
            <translation>Hacer que el comando propio del proyecto cree una migración a partir de sus modelos</translation>
        </message>
        <message>
            <source>From the snapshots before and after the selected migration, to be read before it is saved</source>
            <translation>A partir de los snapshots anterior y posterior a la migración seleccionada, para leerlo antes de guardarlo</translation>
        </message>
        <message>
            <source>The last one…</source>
            <translation>La última…</translation>
        </message>
        <message>
            <source>With a script for the way back</source>
            <translation>Con un script para el camino de vuelta</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Nombre</translation>
        </message>
        <message>
            <source>add item labels</source>
            <translation>add item labels</translation>
        </message>
        <message>
            <source>left empty, the tool names it</source>
            <translation>si se deja vacío, la herramienta le pone nombre</translation>
        </message>
        <message>
            <source>No workspace open</source>
            <translation>Ningún espacio de trabajo abierto</translation>
        </message>
        <message>
            <source>A workspace is a project folder with its .env files, or the address of one database. The demo brings a database of its own.</source>
            <translation>Un espacio de trabajo es una carpeta de proyecto con sus archivos .env, o la dirección de una base de datos. La demo trae una base de datos propia.</translation>
        </message>
        <message>
            <source>Progress of opening</source>
            <translation>Progreso de la apertura</translation>
        </message>
        <message>
            <source>The workspace could not be opened</source>
            <translation>No se pudo abrir el espacio de trabajo</translation>
        </message>
        <message>
            <source>Another database than now</source>
            <translation>Otra base de datos que ahora</translation>
        </message>
        <message>
            <source>Connected</source>
            <translation>Conectado</translation>
        </message>
        <message>
            <source>Fingerprint matches</source>
            <translation>La huella coincide</translation>
        </message>
        <message>
            <source>Fingerprint put on record today</source>
            <translation>Huella registrada hoy</translation>
        </message>
        <message>
            <source>Fingerprint not readable</source>
            <translation>Huella no legible</translation>
        </message>
        <message>
            <source>Fingerprint differs</source>
            <translation>La huella difiere</translation>
        </message>
        <message>
            <source>%1 has not answered since %2, so nothing can be changed there now.</source>
            <translation>%1 no responde desde %2, por lo que ahora no se puede cambiar nada allí.</translation>
        </message>
        <message>
            <source>Nothing was changed. Try again once it answers; “Try now” in the target bar asks it at once.</source>
            <translation>No se cambió nada. Volver a intentarlo cuando responda; “Intentar ahora” en la barra de destino le pregunta de inmediato.</translation>
        </message>
        <message>
            <source>%1, no drift</source>
            <translation>%1, sin desviación</translation>
        </message>
        <message>
            <source>%1, drifted items: %2</source>
            <translation>%1, elementos con desviación: %2</translation>
        </message>
        <message>
            <source>Out of date since %1: %2 does not answer, and nothing can be changed there meanwhile</source>
            <translation>Desactualizado desde %1: %2 no responde, y entretanto no se puede cambiar nada allí</translation>
        </message>
        <message>
            <source>Drift over time is drawn from the second scan on.</source>
            <translation>La desviación en el tiempo se dibuja a partir del segundo análisis.</translation>
        </message>
        <message>
            <source>findings per scan</source>
            <translation>hallazgos por análisis</translation>
        </message>
        <message>
            <source>hh:mm</source>
            <translation>hh:mm</translation>
        </message>
        <message>
            <source>d MMM hh:mm</source>
            <translation>d MMM hh:mm</translation>
        </message>
        <message>
            <source>Show details</source>
            <translation>Mostrar detalles</translation>
        </message>
        <message>
            <source>%1, needs attention</source>
            <translation>%1, requiere atención</translation>
        </message>
        <message>
            <source>Status of %1</source>
            <translation>Estado de %1</translation>
        </message>
        <message>
            <source>Pages</source>
            <translation>Páginas</translation>
        </message>
        <message>
            <source>Value of %1</source>
            <translation>Valor de %1</translation>
        </message>
        <message>
            <source>Browse…</source>
            <translation>Examinar…</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>Pasos</translation>
        </message>
        <message>
            <source>Details of the plan</source>
            <translation>Detalles del plan</translation>
        </message>
        <message>
            <source>Copy what this tab shows</source>
            <translation>Copiar lo que muestra esta pestaña</translation>
        </message>
        <message>
            <source>SQL</source>
            <translation>SQL</translation>
        </message>
        <message>
            <source>Rows per table</source>
            <translation>Filas por tabla</translation>
        </message>
        <message>
            <source>Locks</source>
            <translation>Bloqueos</translation>
        </message>
        <message>
            <source>Nothing runs in the database.</source>
            <translation>En la base de datos no se ejecuta nada.</translation>
        </message>
        <message>
            <source>Refused from this desk</source>
            <translation>Rechazado desde este puesto</translation>
        </message>
        <message>
            <source>Copy command</source>
            <translation>Copiar comando</translation>
        </message>
        <message>
            <source>Copy plan</source>
            <translation>Copiar plan</translation>
        </message>
        <message>
            <source>Type %1 to confirm</source>
            <translation>Escribir %1 para confirmar</translation>
        </message>
        <message>
            <source>The name is right</source>
            <translation>El nombre es correcto</translation>
        </message>
        <message>
            <source>and %n more, which Copy plan has</source>
            <translation>y %n más, que incluye Copiar plan</translation>
        </message>
        <message>
            <source>What will be lost</source>
            <translation>Qué se perderá</translation>
        </message>
        <message>
            <source>Nothing.</source>
            <translation>Nada.</translation>
        </message>
        <message>
            <source>Worth knowing</source>
            <translation>Conviene saberlo</translation>
        </message>
        <message>
            <source>Make no backup first</source>
            <translation>No hacer antes una copia de seguridad</translation>
        </message>
        <message>
            <source>The rules of this stage offer a backup and do not ask for one</source>
            <translation>Las reglas de este entorno ofrecen una copia de seguridad y no la exigen</translation>
        </message>
        <message>
            <source>There is none.</source>
            <translation>No hay ninguno.</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>Número</translation>
        </message>
        <message>
            <source>Where</source>
            <translation>Dónde</translation>
        </message>
        <message>
            <source>What can be done</source>
            <translation>Qué se puede hacer</translation>
        </message>
        <message>
            <source>Whole value</source>
            <translation>Valor completo</translation>
        </message>
        <message>
            <source>Select a cell to see all of its value, or a step of a plan.</source>
            <translation>Seleccionar una celda para ver su valor completo, o un paso de un plan.</translation>
        </message>
        <message>
            <source>only the beginning is shown: copy it to have all</source>
            <translation>solo se muestra el principio: copiarlo para tenerlo completo</translation>
        </message>
        <message>
            <source>Row %1</source>
            <translation>Fila %1</translation>
        </message>
        <message>
            <source>Empty text</source>
            <translation>Texto vacío</translation>
        </message>
        <message>
            <source>Step of the plan</source>
            <translation>Paso del plan</translation>
        </message>
        <message>
            <source>Writing</source>
            <translation>Escribiendo</translation>
        </message>
        <message>
            <source>Run query</source>
            <translation>Ejecutar consulta</translation>
        </message>
        <message>
            <source>Explain and measure query</source>
            <translation>Explicar y medir consulta</translation>
        </message>
        <message>
            <source>Explain query</source>
            <translation>Explicar consulta</translation>
        </message>
        <message>
            <source>Read names for completion</source>
            <translation>Leer nombres para autocompletar</translation>
        </message>
        <message>
            <source>Read saved queries</source>
            <translation>Leer consultas guardadas</translation>
        </message>
        <message>
            <source>Read the editor's text</source>
            <translation>Leer el texto del editor</translation>
        </message>
        <message>
            <source>Copy %1 rows</source>
            <translation>Copiar %1 filas</translation>
        </message>
        <message>
            <source>Saved queries</source>
            <translation>Consultas guardadas</translation>
        </message>
        <message>
            <source>Recent queries</source>
            <translation>Consultas recientes</translation>
        </message>
        <message>
            <source>[queries] in arborist.toml names files of SQL: they stand here, and arboristctl query runs them by name.</source>
            <translation>[queries] en arborist.toml nombra archivos de SQL: figuran aquí, y arboristctl query los ejecuta por su nombre.</translation>
        </message>
        <message>
            <source>What you run is listed here until the window is closed; it is never written to a file.</source>
            <translation>Lo que se ejecuta se muestra aquí hasta que se cierra la ventana; nunca se escribe en un archivo.</translation>
        </message>
        <message>
            <source>Recent</source>
            <translation>Recientes</translation>
        </message>
        <message>
            <source>not kept</source>
            <translation>no se guardan</translation>
        </message>
        <message>
            <source>“%1” does not occur</source>
            <translation>“%1” no aparece</translation>
        </message>
        <message>
            <source>There is no statement to run</source>
            <translation>No hay ninguna sentencia que ejecutar</translation>
        </message>
        <message>
            <source>A parameter has no value yet</source>
            <translation>Un parámetro aún no tiene valor</translation>
        </message>
        <message>
            <source>Write a query</source>
            <translation>Escribir una consulta</translation>
        </message>
        <message>
            <source>Running, %1 rows, %2</source>
            <translation>En ejecución, %1 filas, %2</translation>
        </message>
        <message>
            <source>Running, %1</source>
            <translation>En ejecución, %1</translation>
        </message>
        <message>
            <source>Nothing has been run yet</source>
            <translation>Aún no se ha ejecutado nada</translation>
        </message>
        <message>
            <source>Read only on %1</source>
            <translation>Solo lectura en %1</translation>
        </message>
        <message>
            <source>Cancelled; nothing was changed</source>
            <translation>Cancelado; no se cambió nada</translation>
        </message>
        <message>
            <source>%1 restored</source>
            <translation>Restaurado: %1</translation>
        </message>
        <message>
            <source>%1 changed</source>
            <translation>Cambiado: %1</translation>
        </message>
        <message>
            <source>The run has been taken back.</source>
            <translation>La ejecución se ha deshecho.</translation>
        </message>
        <message>
            <source>Explained in %1</source>
            <translation>Explicado en %1</translation>
        </message>
        <message>
            <source>Cancelled after %1; nothing was changed</source>
            <translation>Cancelado tras %1; no se cambió nada</translation>
        </message>
        <message>
            <source>Nothing was changed. As a change it gets a plan, which you confirm, and a way back.</source>
            <translation>No se cambió nada. Como cambio tiene un plan, que se confirma, y un camino de vuelta.</translation>
        </message>
        <message>
            <source>SQLSTATE %1</source>
            <translation>SQLSTATE %1</translation>
        </message>
        <message>
            <source>Run as a change…</source>
            <translation>Ejecutar como cambio…</translation>
        </message>
        <message>
            <source>Run again</source>
            <translation>Volver a ejecutar</translation>
        </message>
        <message>
            <source>Tab separated values</source>
            <translation>Valores separados por tabuladores</translation>
        </message>
        <message>
            <source>JSON</source>
            <translation>JSON</translation>
        </message>
        <message>
            <source>Markdown table</source>
            <translation>Tabla Markdown</translation>
        </message>
        <message>
            <source>%1 written to %2</source>
            <translation>%1: escrito en %2</translation>
        </message>
        <message>
            <source>The query was run again, without the limit of rows.</source>
            <translation>La consulta se volvió a ejecutar, sin el límite de filas.</translation>
        </message>
        <message>
            <source>These are the rows that are shown here.</source>
            <translation>Estas son las filas que se muestran aquí.</translation>
        </message>
        <message>
            <source>Run the selection, or the statement under the cursor (Ctrl+Enter)</source>
            <translation>Ejecutar la selección, o la sentencia bajo el cursor (Ctrl+Enter)</translation>
        </message>
        <message>
            <source>Run all</source>
            <translation>Ejecutar todo</translation>
        </message>
        <message>
            <source>Run all statements (F5)</source>
            <translation>Ejecutar todas las sentencias (F5)</translation>
        </message>
        <message>
            <source>Cancel the query (Esc)</source>
            <translation>Cancelar la consulta (Esc)</translation>
        </message>
        <message>
            <source>Explain</source>
            <translation>Explicar</translation>
        </message>
        <message>
            <source>Show how the server would run the statement; nothing is run (Ctrl+E)</source>
            <translation>Mostrar cómo ejecutaría el servidor la sentencia; no se ejecuta nada (Ctrl+E)</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>Medir</translation>
        </message>
        <message>
            <source>Run the statement and show what each step took; what would write is refused (Ctrl+Shift+E)</source>
            <translation>Ejecutar la sentencia y mostrar cuánto tardó cada paso; lo que escribiría se rechaza (Ctrl+Shift+E)</translation>
        </message>
        <message>
            <source>Write the result to a file: the rows that are here, or where there are more, all of them by running the query again</source>
            <translation>Escribir el resultado en un archivo: las filas que hay aquí o, si hay más, todas ellas volviendo a ejecutar la consulta</translation>
        </message>
        <message>
            <source>How many rows are fetched</source>
            <translation>Cuántas filas se obtienen</translation>
        </message>
        <message>
            <source>First 1,000 rows</source>
            <translation>Primeras 1000 filas</translation>
        </message>
        <message>
            <source>First 10,000 rows</source>
            <translation>Primeras 10.000 filas</translation>
        </message>
        <message>
            <source>First 100,000 rows</source>
            <translation>Primeras 100.000 filas</translation>
        </message>
        <message>
            <source>All rows</source>
            <translation>Todas las filas</translation>
        </message>
        <message>
            <source>When a statement is stopped</source>
            <translation>Cuándo se detiene una sentencia</translation>
        </message>
        <message>
            <source>Stop after 10 s</source>
            <translation>Detener tras 10 s</translation>
        </message>
        <message>
            <source>Stop after 1 min</source>
            <translation>Detener tras 1 min</translation>
        </message>
        <message>
            <source>Stop after 10 min</source>
            <translation>Detener tras 10 min</translation>
        </message>
        <message>
            <source>Never stop</source>
            <translation>No detener nunca</translation>
        </message>
        <message>
            <source>Find in the SQL</source>
            <translation>Buscar en el SQL</translation>
        </message>
        <message>
            <source>Ctrl+Enter runs the statement under the cursor, in a transaction that only reads: nothing can be changed. Statements that write are run as a change, with a plan and a way back.</source>
            <translation>Ctrl+Enter ejecuta la sentencia bajo el cursor, en una transacción que solo lee: no se puede cambiar nada. Las sentencias que escriben se ejecutan como cambio, con un plan y un camino de vuelta.</translation>
        </message>
        <message>
            <source>1 row copied</source>
            <translation>1 fila copiada</translation>
        </message>
        <message>
            <source>%1 rows copied</source>
            <translation>%1 filas copiadas</translation>
        </message>
        <message>
            <source>Nothing to do</source>
            <translation>Nada que hacer</translation>
        </message>
        <message>
            <source>The statements write nothing.</source>
            <translation>Las sentencias no escriben nada.</translation>
        </message>
        <message>
            <source>Statement</source>
            <translation>Sentencia</translation>
        </message>
        <message>
            <source>Rewrites</source>
            <translation>Reescrituras</translation>
        </message>
        <message>
            <source>Enum</source>
            <translation>Tipo enumerado</translation>
        </message>
        <message>
            <source>Sequence</source>
            <translation>Secuencia</translation>
        </message>
        <message>
            <source>View</source>
            <translation>Vista</translation>
        </message>
        <message>
            <source>Role</source>
            <translation>Función</translation>
        </message>
        <message>
            <source>Policy</source>
            <translation>Política</translation>
        </message>
        <message>
            <source>New or renamed</source>
            <translation>Nuevo o renombrado</translation>
        </message>
        <message>
            <source>Is it new, or another renamed?</source>
            <translation>¿Es nuevo, u otro renombrado?</translation>
        </message>
        <message>
            <source>Which of these %1 are new, which renamed?</source>
            <translation>¿Cuáles de estos %1 son nuevos y cuáles renombrados?</translation>
        </message>
        <message>
            <source>What was renamed keeps its data; what is new begins empty, and what has gone from the models is dropped. Nothing has been written yet.</source>
            <translation>Lo renombrado conserva sus datos; lo nuevo empieza vacío, y lo que ya no está en los modelos se elimina. Aún no se ha escrito nada.</translation>
        </message>
        <message>
            <source>Renamed, was %1</source>
            <translation>Renombrado, antes %1</translation>
        </message>
        <message>
            <source>Repair</source>
            <translation>Reparar</translation>
        </message>
        <message>
            <source>All derived values…</source>
            <translation>Todos los valores derivados…</translation>
        </message>
        <message>
            <source>Depth and path…</source>
            <translation>Profundidad y ruta…</translation>
        </message>
        <message>
            <source>Counts and sums…</source>
            <translation>Recuentos y sumas…</translation>
        </message>
        <message>
            <source>Dates…</source>
            <translation>Fechas…</translation>
        </message>
        <message>
            <source>Orphans</source>
            <translation>Huérfanos</translation>
        </message>
        <message>
            <source>Re-attach to the nearest ancestor…</source>
            <translation>Volver a unir al antecesor más cercano…</translation>
        </message>
        <message>
            <source>Promote to top level…</source>
            <translation>Subir al nivel superior…</translation>
        </message>
        <message>
            <source>Delete with their subtrees…</source>
            <translation>Eliminar con sus subárboles…</translation>
        </message>
        <message>
            <source>%1 (%2)…</source>
            <translation>%1 (%2)…</translation>
        </message>
        <message>
            <source>%1…</source>
            <translation>%1…</translation>
        </message>
        <message>
            <source>Review plan…</source>
            <translation>Revisar plan…</translation>
        </message>
        <message>
            <source>Custom form of pg_dump</source>
            <translation>Formato personalizado (custom) de pg_dump</translation>
        </message>
        <message>
            <source>Directory form of pg_dump</source>
            <translation>Formato de directorio (directory) de pg_dump</translation>
        </message>
        <message>
            <source>tar form of pg_dump</source>
            <translation>Formato tar de pg_dump</translation>
        </message>
        <message>
            <source>SQL script, gzip</source>
            <translation>Script SQL, gzip</translation>
        </message>
        <message>
            <source>SQL script, zstd</source>
            <translation>Script SQL, zstd</translation>
        </message>
        <message>
            <source>SQL script</source>
            <translation>Script SQL</translation>
        </message>
        <message>
            <source>%1 (%2)</source>
            <translation>%1 (%2)</translation>
        </message>
        <message>
            <source>It does not say</source>
            <translation>No lo dice</translation>
        </message>
        <message>
            <source>Rows of 1 table</source>
            <translation>Filas de 1 tabla</translation>
        </message>
        <message>
            <source>Rows of %1 tables</source>
            <translation>Filas de %1 tablas</translation>
        </message>
        <message>
            <source>Restore a dump to %1</source>
            <translation>Restaurar un volcado en %1</translation>
        </message>
        <message>
            <source>Backups of Arborist and any other dump of pg_dump: custom, directory and tar form, or an SQL script, also packed by gzip or zstd.</source>
            <translation>Copias de seguridad de Arborist y cualquier otro volcado de pg_dump: con formato custom, directory o tar, o un script SQL, también comprimido con gzip o zstd.</translation>
        </message>
        <message>
            <source>Dump</source>
            <translation>Volcado</translation>
        </message>
        <message>
            <source>Dump to restore</source>
            <translation>Volcado que restaurar</translation>
        </message>
        <message>
            <source>In the place of %1</source>
            <translation>En el lugar de %1</translation>
        </message>
        <message>
            <source>Into the database of %1 itself</source>
            <translation>En la propia base de datos de %1</translation>
        </message>
        <message>
            <source>Into a new database</source>
            <translation>En una nueva base de datos</translation>
        </message>
        <message>
            <source>Everything in it belongs to the role that restores it</source>
            <translation>Todo lo que contiene pertenece al rol que lo restaura</translation>
        </message>
        <message>
            <source>What depends on what is replaced may go</source>
            <translation>Lo que depende de lo reemplazado puede desaparecer</translation>
        </message>
        <message>
            <source>What the dump is</source>
            <translation>Qué es el volcado</translation>
        </message>
        <message>
            <source>Into a new database beside it, whose rows are compared with the dump before the names are swapped. The old one is kept for %1 days.</source>
            <translation>En una nueva base de datos junto a ella, cuyas filas se comparan con el volcado antes de intercambiar los nombres. La antigua se conserva %1 días.</translation>
        </message>
        <message>
            <source>In one transaction, behind a backup: for servers on which no database can be made.</source>
            <translation>En una sola transacción, tras una copia de seguridad: para servidores en los que no se puede crear ninguna base de datos.</translation>
        </message>
        <message>
            <source>Views and the like that the dump does not have, where it is restored into the database itself. The plan names them; without this it is refused.</source>
            <translation>Vistas y similares que el volcado no tiene, cuando se restaura en la propia base de datos. El plan las nombra; sin esto se rechaza.</translation>
        </message>
        <message>
            <source>Name of the new database</source>
            <translation>Nombre de la nueva base de datos</translation>
        </message>
        <message>
            <source>By the processors</source>
            <translation>Según los procesadores</translation>
        </message>
        <message>
            <source>What</source>
            <translation>Qué</translation>
        </message>
        <message>
            <source>Of</source>
            <translation>De</translation>
        </message>
        <message>
            <source>Holds</source>
            <translation>Contiene</translation>
        </message>
        <message>
            <source>None: nothing tells whether a byte of it has changed</source>
            <translation>Ninguno: nada indica si ha cambiado algún byte</translation>
        </message>
        <message>
            <source>Owners</source>
            <translation>Propietarios</translation>
        </message>
        <message>
            <source>Name a dump.</source>
            <translation>Indicar un volcado.</translation>
        </message>
        <message>
            <source>Press Return to look at the dump.</source>
            <translation>Pulsar Intro para examinar el volcado.</translation>
        </message>
        <message>
            <source>Name the new database.</source>
            <translation>Indicar el nombre de la nueva base de datos.</translation>
        </message>
        <message>
            <source>Copy as CSV</source>
            <translation>Copiar como CSV</translation>
        </message>
        <message>
            <source>Copy as JSON</source>
            <translation>Copiar como JSON</translation>
        </message>
        <message>
            <source>Copy as Markdown</source>
            <translation>Copiar como Markdown</translation>
        </message>
        <message>
            <source>Fetch all rows</source>
            <translation>Obtener todas las filas</translation>
        </message>
        <message>
            <source>Results</source>
            <translation>Resultados</translation>
        </message>
        <message>
            <source>Messages</source>
            <translation>Mensajes</translation>
        </message>
        <message>
            <source>About the result</source>
            <translation>Sobre el resultado</translation>
        </message>
        <message>
            <source>Nothing was changed</source>
            <translation>No se cambió nada</translation>
        </message>
        <message>
            <source>Result %1</source>
            <translation>Resultado %1</translation>
        </message>
        <message>
            <source>First rows only: there are more</source>
            <translation>Solo las primeras filas: hay más</translation>
        </message>
        <message>
            <source>Only the rows of the first %1 statements are kept.</source>
            <translation>Solo se conservan las filas de las primeras %1 sentencias.</translation>
        </message>
        <message>
            <source>Messages (%1)</source>
            <translation>Mensajes (%1)</translation>
        </message>
        <message>
            <source>First %1 rows, there are more</source>
            <translation>Primeras %1 filas, hay más</translation>
        </message>
        <message>
            <source>%1 in memory</source>
            <translation>%1 en memoria</translation>
        </message>
        <message>
            <source>read only</source>
            <translation>solo lectura</translation>
        </message>
        <message>
            <source>Rules of %1</source>
            <translation>Reglas de %1</translation>
        </message>
        <message>
            <source>Stored values are compared with what these rules expect. Where the data do not tell the rule, nothing is compared until one is chosen.</source>
            <translation>Los valores almacenados se comparan con lo que esperan estas reglas. Donde los datos no revelan la regla, no se compara nada hasta que se elige una.</translation>
        </message>
        <message>
            <source>Share of the inner items that agree with the rule</source>
            <translation>Proporción de elementos interiores que coinciden con la regla</translation>
        </message>
        <message>
            <source>Rule of %1</source>
            <translation>Regla de %1</translation>
        </message>
        <message>
            <source>Find it out from the data again</source>
            <translation>Volver a deducirla de los datos</translation>
        </message>
        <message>
            <source>Leave it open</source>
            <translation>Dejarla abierta</translation>
        </message>
        <message>
            <source>%1 (%2 % agree)</source>
            <translation>%1 (coincide el %2 %)</translation>
        </message>
        <message>
            <source>Keep for this workspace on this machine</source>
            <translation>Guardar para este espacio de trabajo en este equipo</translation>
        </message>
        <message>
            <source>Scans, scheduled ones and repairs of the window and of arboristctl take the rules, until they are found out from the data again. arborist.toml outranks them.</source>
            <translation>Los análisis, también los programados, y las reparaciones de la ventana y de arboristctl toman las reglas hasta que se vuelvan a deducir de los datos. arborist.toml tiene prioridad sobre ellas.</translation>
        </message>
        <message>
            <source>Scan again</source>
            <translation>Volver a analizar</translation>
        </message>
        <message>
            <source>No row is known to be written.</source>
            <translation>No consta que se haya escrito ninguna fila.</translation>
        </message>
        <message>
            <source>1 row was written and stays.</source>
            <translation>Se escribió 1 fila, que se mantiene.</translation>
        </message>
        <message>
            <source>%1 rows were written and stay.</source>
            <translation>Se escribieron %1 filas, que se mantienen.</translation>
        </message>
        <message>
            <source>Whether a last batch of %1 was written, too, the server tells when the run is undone.</source>
            <translation>Si también se escribió un último lote de %1, el servidor lo indica al deshacer la ejecución.</translation>
        </message>
        <message>
            <source>Nothing was written.</source>
            <translation>No se escribió nada.</translation>
        </message>
        <message>
            <source>Read past runs</source>
            <translation>Leer ejecuciones anteriores</translation>
        </message>
        <message>
            <source>Export the audit</source>
            <translation>Exportar la auditoría</translation>
        </message>
        <message>
            <source>Steps of the run</source>
            <translation>Pasos de la ejecución</translation>
        </message>
        <message>
            <source>Notes</source>
            <translation>Notas</translation>
        </message>
        <message>
            <source>What was lost</source>
            <translation>Qué se perdió</translation>
        </message>
        <message>
            <source>No run selected</source>
            <translation>Ninguna ejecución seleccionada</translation>
        </message>
        <message>
            <source>Select a run to see what it did and how to come back.</source>
            <translation>Seleccionar una ejecución para ver qué hizo y cómo volver atrás.</translation>
        </message>
        <message>
            <source>Outcome</source>
            <translation>Desenlace</translation>
        </message>
        <message>
            <source>Takes back</source>
            <translation>Deshace</translation>
        </message>
        <message>
            <source>Taken back by</source>
            <translation>Deshecha por</translation>
        </message>
        <message>
            <source>The run was cut off. %1</source>
            <translation>La ejecución se interrumpió. %1</translation>
        </message>
        <message>
            <source>Used: this run has been taken back.</source>
            <translation>Usado: esta ejecución se ha deshecho.</translation>
        </message>
        <message>
            <source>Expired: its journal was deleted after the days that journals are kept. The run can no longer be taken back.</source>
            <translation>Caducado: su diario se eliminó pasados los días que se conservan los diarios. La ejecución ya no se puede deshacer.</translation>
        </message>
        <message>
            <source>planned</source>
            <translation>planificado</translation>
        </message>
        <message>
            <source>When</source>
            <translation>Cuándo</translation>
        </message>
        <message>
            <source>Cut off</source>
            <translation>Interrumpida</translation>
        </message>
        <message>
            <source>Done, undone</source>
            <translation>Terminada, deshecha</translation>
        </message>
        <message>
            <source>Repairs and everything else that changes a database are kept here, with what they did and a way back. Scans only read: they stand under Jobs.</source>
            <translation>Aquí se guardan las reparaciones y todo lo demás que cambia una base de datos, con lo que hicieron y un camino de vuelta. Los análisis solo leen: figuran en Tareas.</translation>
        </message>
        <message>
            <source>Progress of the scan</source>
            <translation>Progreso del análisis</translation>
        </message>
        <message>
            <source>Connecting</source>
            <translation>Conectando</translation>
        </message>
        <message>
            <source>Scheduled scan of %1</source>
            <translation>Análisis programado de %1</translation>
        </message>
        <message>
            <source>Scheduled scans</source>
            <translation>Análisis programados</translation>
        </message>
        <message>
            <source>Off</source>
            <translation>Desactivados</translation>
        </message>
        <message>
            <source>Every 15 minutes</source>
            <translation>Cada 15 minutos</translation>
        </message>
        <message>
            <source>Every hour</source>
            <translation>Cada hora</translation>
        </message>
        <message>
            <source>Every 4 hours</source>
            <translation>Cada 4 horas</translation>
        </message>
        <message>
            <source>Daily</source>
            <translation>A diario</translation>
        </message>
        <message>
            <source>All reachable stages</source>
            <translation>Todos los entornos accesibles</translation>
        </message>
        <message>
            <source>Scan now</source>
            <translation>Analizar ahora</translation>
        </message>
        <message>
            <source>Scanning…</source>
            <translation>Analizando…</translation>
        </message>
        <message>
            <source>The last scan failed: %1</source>
            <translation>El último análisis falló: %1</translation>
        </message>
        <message>
            <source>Next scan at %1</source>
            <translation>Próximo análisis a las %1</translation>
        </message>
        <message>
            <source>Fills tables from the project’s files, in one transaction and in the order that foreign keys ask for. Rows that are there already are passed over.</source>
            <translation>Llena tablas con los archivos del proyecto, en una sola transacción y en el orden que exigen las claves foráneas. Las filas que ya existen se pasan por alto.</translation>
        </message>
        <message>
            <source>File</source>
            <translation>Archivo</translation>
        </message>
        <message>
            <source>Run the project’s own command instead: %1</source>
            <translation>Ejecutar en su lugar el comando propio del proyecto: %1</translation>
        </message>
        <message>
            <source>The project has no seed: put *.sql, *.csv or *.json files into a folder “seeds”, or name one in arborist.toml, [seed] folder.</source>
            <translation>El proyecto no tiene datos iniciales: poner archivos *.sql, *.csv o *.json en una carpeta “seeds”, o indicar una en arborist.toml, [seed] folder.</translation>
        </message>
        <message>
            <source>%1 holds no *.sql, *.csv or *.json.</source>
            <translation>%1 no contiene ningún *.sql, *.csv ni *.json.</translation>
        </message>
        <message>
            <source>Empty all tables first</source>
            <translation>Vaciar antes todas las tablas</translation>
        </message>
        <message>
            <source>Empty the seed’s tables first, and what refers to them</source>
            <translation>Vaciar antes las tablas de los datos iniciales, y lo que hace referencia a ellas</translation>
        </message>
        <message>
            <source>Choose a file.</source>
            <translation>Elegir un archivo.</translation>
        </message>
        <message>
            <source>There is no stage %1 in %2.</source>
            <translation>No hay ningún entorno %1 en %2.</translation>
        </message>
        <message>
            <source>Set ARBORIST_STAGE or DEVSTRIDE_STAGE to one of its stages (%1), or leave them unset.</source>
            <translation>Asigne a ARBORIST_STAGE o DEVSTRIDE_STAGE uno de sus entornos (%1), o déjelas sin definir.</translation>
        </message>
        <message>
            <source>Close the workspace</source>
            <translation>Cerrar el espacio de trabajo</translation>
        </message>
        <message>
            <source>Lay out items</source>
            <translation>Disponer elementos</translation>
        </message>
        <message>
            <source>SQL editor</source>
            <translation>Editor de SQL</translation>
        </message>
        <message>
            <source>SQL of the migration</source>
            <translation>SQL de la migración</translation>
        </message>
        <message>
            <source>Answer time</source>
            <translation>Tiempo de respuesta</translation>
        </message>
        <message>
            <source>No stage has answered yet</source>
            <translation>Aún no ha respondido ningún entorno</translation>
        </message>
        <message>
            <source>Milliseconds</source>
            <translation>Milisegundos</translation>
        </message>
        <message>
            <source>Stage %1, protected</source>
            <translation>Entorno %1, protegido</translation>
        </message>
        <message>
            <source>Stage %1</source>
            <translation>Entorno %1</translation>
        </message>
        <message>
            <source>Test connection</source>
            <translation>Probar conexión</translation>
        </message>
        <message>
            <source>Review changes…</source>
            <translation>Revisar cambios…</translation>
        </message>
        <message>
            <source>Test the connection of %1</source>
            <translation>Probar la conexión de %1</translation>
        </message>
        <message>
            <source>Green</source>
            <translation>Verde</translation>
        </message>
        <message>
            <source>Teal</source>
            <translation>Verde azulado</translation>
        </message>
        <message>
            <source>Blue</source>
            <translation>Azul</translation>
        </message>
        <message>
            <source>Violet</source>
            <translation>Violeta</translation>
        </message>
        <message>
            <source>Magenta</source>
            <translation>Magenta</translation>
        </message>
        <message>
            <source>Amber</source>
            <translation>Ámbar</translation>
        </message>
        <message>
            <source>Red</source>
            <translation>Rojo</translation>
        </message>
        <message>
            <source>Grey</source>
            <translation>Gris</translation>
        </message>
        <message>
            <source>By its name</source>
            <translation>Según su nombre</translation>
        </message>
        <message>
            <source>Protected: changes need its name, typed</source>
            <translation>Protegido: para los cambios hay que escribir su nombre</translation>
        </message>
        <message>
            <source>Read only: nothing is ever written there</source>
            <translation>Solo lectura: nunca se escribe nada ahí</translation>
        </message>
        <message>
            <source>Protection</source>
            <translation>Protección</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>Color</translation>
        </message>
        <message>
            <source>By its environment</source>
            <translation>Según su ambiente</translation>
        </message>
        <message>
            <source>A variable of a .env file</source>
            <translation>Una variable de un archivo .env</translation>
        </message>
        <message>
            <source>arborist.toml, without password</source>
            <translation>arborist.toml, sin contraseña</translation>
        </message>
        <message>
            <source>The keychain</source>
            <translation>El llavero</translation>
        </message>
        <message>
            <source>AWS Secrets Manager</source>
            <translation>AWS Secrets Manager</translation>
        </message>
        <message>
            <source>Neon</source>
            <translation>Neon</translation>
        </message>
        <message>
            <source>Variable</source>
            <translation>Variable</translation>
        </message>
        <message>
            <source>Name of the secret</source>
            <translation>Nombre del secreto</translation>
        </message>
        <message>
            <source>Keep the address typed here in the keychain</source>
            <translation>Guardar en el llavero la dirección escrita aquí</translation>
        </message>
        <message>
            <source>Password</source>
            <translation>Contraseña</translation>
        </message>
        <message>
            <source>Further addresses</source>
            <translation>Otras direcciones</translation>
        </message>
        <message>
            <source>Of the same cluster, for a failover</source>
            <translation>Del mismo clúster, para una conmutación por error</translation>
        </message>
        <message>
            <source>SSH host</source>
            <translation>Host SSH</translation>
        </message>
        <message>
            <source>As it is, while host and user stay</source>
            <translation>Como está, mientras no cambien host y usuario</translation>
        </message>
        <message>
            <source>Goes into the keychain</source>
            <translation>Va al llavero</translation>
        </message>
        <message>
            <source>Goes into the .env file</source>
            <translation>Va al archivo .env</translation>
        </message>
        <message>
            <source>Stages</source>
            <translation>Entornos</translation>
        </message>
        <message>
            <source>On record</source>
            <translation>Registrado</translation>
        </message>
        <message>
            <source>Allowed here</source>
            <translation>Permitido aquí</translation>
        </message>
        <message>
            <source>This desk</source>
            <translation>Este puesto</translation>
        </message>
        <message>
            <source>A pipeline</source>
            <translation>Un pipeline</translation>
        </message>
        <message>
            <source>Connection</source>
            <translation>Conexión</translation>
        </message>
        <message>
            <source>Rules of this stage</source>
            <translation>Reglas de este entorno</translation>
        </message>
        <message>
            <source>Where the address comes from</source>
            <translation>De dónde viene la dirección</translation>
        </message>
        <message>
            <source>How the stage answers</source>
            <translation>Cómo responde el entorno</translation>
        </message>
        <message>
            <source>What is allowed here</source>
            <translation>Qué está permitido aquí</translation>
        </message>
        <message>
            <source>Use as target</source>
            <translation>Usar como destino</translation>
        </message>
        <message>
            <source>Trust this database…</source>
            <translation>Confiar en esta base de datos…</translation>
        </message>
        <message>
            <source>Check again</source>
            <translation>Volver a comprobar</translation>
        </message>
        <message>
            <source>Leads to another database</source>
            <translation>Lleva a otra base de datos</translation>
        </message>
        <message>
            <source>Leads to the database of %1</source>
            <translation>Lleva a la base de datos de %1</translation>
        </message>
        <message>
            <source>Check the address before anything is changed through this stage.</source>
            <translation>Comprobar la dirección antes de cambiar nada a través de este entorno.</translation>
        </message>
        <message>
            <source>Another PostgreSQL version</source>
            <translation>Otra versión de PostgreSQL</translation>
        </message>
        <message>
            <source>A standby by now</source>
            <translation>Ahora en espera</translation>
        </message>
        <message>
            <source>Less protected than before</source>
            <translation>Menos protegido que antes</translation>
        </message>
        <message>
            <source>Looks like the database of %1</source>
            <translation>Parece la base de datos de %1</translation>
        </message>
        <message>
            <source>Identity not readable</source>
            <translation>Identidad no legible</translation>
        </message>
        <message>
            <source>At another address</source>
            <translation>En otra dirección</translation>
        </message>
        <message>
            <source>Only this machine knows its database. “Trust this database…” writes it into arborist.lock; commit that, so that others know it before their first contact.</source>
            <translation>Solo este equipo conoce su base de datos. “Confiar en esta base de datos…” la escribe en arborist.lock; confirmar el cambio con commit para que otros la conozcan antes de su primer contacto.</translation>
        </message>
        <message>
            <source>Way</source>
            <translation>Camino</translation>
        </message>
        <message>
            <source>Through a pooler</source>
            <translation>A través de un pool de conexiones</translation>
        </message>
        <message>
            <source>Standby</source>
            <translation>En espera</translation>
        </message>
        <message>
            <source>Primary</source>
            <translation>Primario</translation>
        </message>
        <message>
            <source>Checked</source>
            <translation>Comprobado</translation>
        </message>
        <message>
            <source>Read only</source>
            <translation>Solo lectura</translation>
        </message>
        <message>
            <source>not readable</source>
            <translation>no legible</translation>
        </message>
        <message>
            <source>socket</source>
            <translation>socket</translation>
        </message>
        <message>
            <source>System ID</source>
            <translation>ID del sistema</translation>
        </message>
        <message>
            <source>Database OID</source>
            <translation>OID de la base de datos</translation>
        </message>
        <message>
            <source>Major version</source>
            <translation>Versión principal</translation>
        </message>
        <message>
            <source>Timeline</source>
            <translation>Línea de tiempo</translation>
        </message>
        <message>
            <source>Known as</source>
            <translation>Conocida como</translation>
        </message>
        <message>
            <source>Backup first</source>
            <translation>Copia de seguridad previa</translation>
        </message>
        <message>
            <source>No stage selected</source>
            <translation>Ningún entorno seleccionado</translation>
        </message>
        <message>
            <source>Select a stage to see how it answers and where its address comes from.</source>
            <translation>Seleccionar un entorno para ver cómo responde y de dónde viene su dirección.</translation>
        </message>
        <message>
            <source>%1 of %2 items of %3 drifted, %4.</source>
            <translation>%1 de %2 elementos de %3 con desviación, %4.</translation>
        </message>
        <message>
            <source>Is the target</source>
            <translation>Es el destino</translation>
        </message>
        <message>
            <source>Check %1</source>
            <translation>Comprobar %1</translation>
        </message>
        <message>
            <source>%1 took the connection, but did not answer.</source>
            <translation>%1 aceptó la conexión, pero no respondió.</translation>
        </message>
        <message>
            <source>The server or the network hangs. Nothing was changed.</source>
            <translation>El servidor o la red están bloqueados. No se cambió nada.</translation>
        </message>
        <message>
            <source>Database and address</source>
            <translation>Base de datos y dirección</translation>
        </message>
        <message>
            <source>Checking…</source>
            <translation>Comprobando…</translation>
        </message>
        <message>
            <source>Other database</source>
            <translation>Otra base de datos</translation>
        </message>
        <message>
            <source>Check all</source>
            <translation>Comprobar todos</translation>
        </message>
        <message>
            <source>Check all stages (F5)</source>
            <translation>Comprobar todos los entornos (F5)</translation>
        </message>
        <message>
            <source>Use as source</source>
            <translation>Usar como fuente</translation>
        </message>
        <message>
            <source>Accept the database that the stage leads to as its own</source>
            <translation>Aceptar como propia la base de datos a la que lleva el entorno</translation>
        </message>
        <message>
            <source>All environments</source>
            <translation>Todos los ambientes</translation>
        </message>
        <message>
            <source>Find stage</source>
            <translation>Buscar entorno</translation>
        </message>
        <message>
            <source>Add stage…</source>
            <translation>Añadir entorno…</translation>
        </message>
        <message>
            <source>Edit stage…</source>
            <translation>Editar entorno…</translation>
        </message>
        <message>
            <source>More</source>
            <translation>Más</translation>
        </message>
        <message>
            <source>Write to .env as target…</source>
            <translation>Escribir en .env como destino…</translation>
        </message>
        <message>
            <source>Lets DB_CONNECTION_STRING lead to this stage's database</source>
            <translation>Hace que DB_CONNECTION_STRING lleve a la base de datos de este entorno</translation>
        </message>
        <message>
            <source>Write to .env as source…</source>
            <translation>Escribir en .env como fuente…</translation>
        </message>
        <message>
            <source>Lets SOURCE_DB_CONNECTION_STRING lead to this stage's database</source>
            <translation>Hace que SOURCE_DB_CONNECTION_STRING lleve a la base de datos de este entorno</translation>
        </message>
        <message>
            <source>Remove stage…</source>
            <translation>Eliminar entorno…</translation>
        </message>
        <message>
            <source>Nothing would change</source>
            <translation>No cambiaría nada</translation>
        </message>
        <message>
            <source>Files and records say that already.</source>
            <translation>Los archivos y registros ya lo dicen.</translation>
        </message>
        <message>
            <source>Legend</source>
            <translation>Leyenda</translation>
        </message>
        <message>
            <source>All</source>
            <translation>Todas</translation>
        </message>
        <message>
            <source>%1 for %2</source>
            <translation>%1 para %2</translation>
        </message>
        <message>
            <source>%1 of %2 chosen, %3</source>
            <translation>%1 de %2 elegidas, %3</translation>
        </message>
        <message>
            <source>%1, chosen</source>
            <translation>%1, elegida</translation>
        </message>
        <message>
            <source>%1, not chosen</source>
            <translation>%1, no elegida</translation>
        </message>
        <message>
            <source>Rows’ bytes</source>
            <translation>Bytes de las filas</translation>
        </message>
        <message>
            <source>Indexes’ bytes</source>
            <translation>Bytes de los índices</translation>
        </message>
        <message>
            <source>%1: rows %2, indexes %3</source>
            <translation>%1: filas %2, índices %3</translation>
        </message>
        <message>
            <source>Try now</source>
            <translation>Intentar ahora</translation>
        </message>
        <message>
            <source>no address</source>
            <translation>sin dirección</translation>
        </message>
        <message>
            <source>Connected, %1</source>
            <translation>Conectado, %1</translation>
        </message>
        <message>
            <source>protected</source>
            <translation>protegido</translation>
        </message>
        <message>
            <source>Target stage: %1</source>
            <translation>Entorno de destino: %1</translation>
        </message>
        <message>
            <source>Change the target stage (Ctrl+T)</source>
            <translation>Cambiar el entorno de destino (Ctrl+T)</translation>
        </message>
        <message>
            <source>%1 on %2: %3</source>
            <translation>%1 en %2: %3</translation>
        </message>
        <message>
            <source>The folder %1 cannot be made.</source>
            <translation>No se puede crear la carpeta %1.</translation>
        </message>
        <message>
            <source>Gave up after 10 minutes.</source>
            <translation>Abandonado tras 10 minutos.</translation>
        </message>
        <message>
            <source>Show Arborist</source>
            <translation>Mostrar Arborist</translation>
        </message>
        <message>
            <source>The last scan found drift</source>
            <translation>El último análisis encontró desviación</translation>
        </message>
        <message>
            <source>Empties the chosen tables in one transaction, after their rows were written to an archive that brings them back. The record of migrations and tables of extensions are never touched.</source>
            <translation>Vacía las tablas elegidas en una sola transacción, después de escribir sus filas en un archivo de respaldo que permite recuperarlas. El registro de migraciones y las tablas de extensiones no se tocan nunca.</translation>
        </message>
        <message>
            <source>Numbers go on where they are instead of from the start</source>
            <translation>Los números siguen donde están en vez de empezar desde el principio</translation>
        </message>
        <message>
            <source>Empty the tables that refer to them as well</source>
            <translation>Vaciar también las tablas que hacen referencia a ellas</translation>
        </message>
        <message>
            <source>Goes along: refers to %1</source>
            <translation>Se incluye: hace referencia a %1</translation>
        </message>
        <message>
            <source>Empty as well: %1</source>
            <translation>Vaciar también: %1</translation>
        </message>
        <message>
            <source>%1 refer to them: choose them as well, or tick the box.</source>
            <translation>%1 hacen referencia a ellas: elegirlas también, o marcar la casilla.</translation>
        </message>
        <message>
            <source>A file of pg_dump is wanted: of its custom, directory or tar form, or a script (.sql), also packed by gzip or zstd.</source>
            <translation>Se necesita un archivo de pg_dump: con formato custom, directory o tar, o un script (.sql), también comprimido con gzip o zstd.</translation>
        </message>
        <message>
            <source>Looking through the dump</source>
            <translation>Examinando el volcado</translation>
        </message>
        <message>
            <source>The dump was made by a newer pg_dump (format %1) than is known here.</source>
            <translation>El volcado lo creó un pg_dump más reciente (formato %1) que los conocidos aquí.</translation>
        </message>
        <message>
            <source>Make it anew with pg_dump 18 or older, or restore it with the pg_restore of its version.</source>
            <translation>Crearlo de nuevo con pg_dump 18 o anterior, o restaurarlo con el pg_restore de su versión.</translation>
        </message>
        <message>
            <source>The dump was made by a pg_dump of before 2010 (format %1).</source>
            <translation>El volcado lo creó un pg_dump anterior a 2010 (formato %1).</translation>
        </message>
        <message>
            <source>Restore it by hand with an old pg_restore, and dump that database anew.</source>
            <translation>Restaurarlo a mano con un pg_restore antiguo y volcar de nuevo esa base de datos.</translation>
        </message>
        <message>
            <source>This is not a dump of pg_dump.</source>
            <translation>Esto no es un volcado de pg_dump.</translation>
        </message>
        <message>
            <source>The dump is damaged: it is not what was written when it was made.</source>
            <translation>El volcado está dañado: no es lo que se escribió al crearlo.</translation>
        </message>
        <message>
            <source>Take another dump, or copy this one anew.</source>
            <translation>Usar otro volcado, o copiar este de nuevo.</translation>
        </message>
        <message>
            <source>large object %1</source>
            <translation>objeto grande %1</translation>
        </message>
        <message>
            <source>The programs of PostgreSQL cannot be told of this connection: its %1 ends with a blank, or has a line break.</source>
            <translation>No se puede comunicar esta conexión a los programas de PostgreSQL: su %1 termina con un espacio o tiene un salto de línea.</translation>
        </message>
        <message>
            <source>The programs of PostgreSQL cannot be told a password with a line break.</source>
            <translation>No se puede comunicar a los programas de PostgreSQL una contraseña con un salto de línea.</translation>
        </message>
        <message>
            <source>%1 is not installed here.</source>
            <translation>%1 no está instalado aquí.</translation>
        </message>
        <message>
            <source>The server is PostgreSQL %1, and the newest %2 here is %3: it reads no newer servers.</source>
            <translation>El servidor es PostgreSQL %1, y el %2 más reciente de aquí es %3: no lee servidores más nuevos.</translation>
        </message>
        <message>
            <source>Install the package postgresql-client%1 (Debian; newer versions are at apt.postgresql.org).</source>
            <translation>Instalar el paquete postgresql-client%1 (Debian; hay versiones más nuevas en apt.postgresql.org).</translation>
        </message>
        <message>
            <source>gzip is not installed here.</source>
            <translation>gzip no está instalado aquí.</translation>
        </message>
        <message>
            <source>Install the package gzip.</source>
            <translation>Instalar el paquete gzip.</translation>
        </message>
        <message>
            <source>%1 cannot be opened: %2.</source>
            <translation>No se puede abrir %1: %2.</translation>
        </message>
        <message>
            <source>No stream can be made: %1.</source>
            <translation>No se puede crear ningún flujo: %1.</translation>
        </message>
        <message>
            <source>There is no room for the backup on the disk of %1.</source>
            <translation>No hay espacio para la copia de seguridad en el disco de %1.</translation>
        </message>
        <message>
            <source>Free some room there, or choose another place with --output or [backup] folder in arborist.toml. Nothing of the backup was kept.</source>
            <translation>Liberar espacio allí, o elegir otro lugar con --output o [backup] folder en arborist.toml. No se conservó nada de la copia de seguridad.</translation>
        </message>
        <message>
            <source>pg_dump was ended by signal %1.</source>
            <translation>La señal %1 terminó pg_dump.</translation>
        </message>
        <message>
            <source>pg_dump could not read the database: %1</source>
            <translation>pg_dump no pudo leer la base de datos: %1</translation>
        </message>
        <message>
            <source>Somebody ended it, or the machine ran out of memory. Run it again.</source>
            <translation>Alguien lo terminó, o el equipo se quedó sin memoria. Volver a ejecutarlo.</translation>
        </message>
        <message>
            <source>Its owner may let this role read it: GRANT SELECT ON LARGE OBJECT, or ALTER LARGE OBJECT ... OWNER TO. Then run it again.</source>
            <translation>Su propietario puede dejar que este rol lo lea: GRANT SELECT ON LARGE OBJECT, o ALTER LARGE OBJECT ... OWNER TO. Después ejecútelo de nuevo.</translation>
        </message>
        <message>
            <source>Check that the role may read every table, and run it again.</source>
            <translation>Comprobar que el rol pueda leer todas las tablas y volver a ejecutarlo.</translation>
        </message>
        <message>
            <source>%1 exists already: a backup replaces nothing.</source>
            <translation>%1 ya existe: una copia de seguridad no reemplaza nada.</translation>
        </message>
        <message>
            <source>Choose another name.</source>
            <translation>Elegir otro nombre.</translation>
        </message>
        <message>
            <source>Dump the database</source>
            <translation>Volcar la base de datos</translation>
        </message>
        <message>
            <source>Verify the backup</source>
            <translation>Verificar la copia de seguridad</translation>
        </message>
        <message>
            <source>Read from a standby: rows of unlogged tables are not in the backup.</source>
            <translation>Leído de un servidor en espera: las filas de las tablas unlogged no están en la copia de seguridad.</translation>
        </message>
        <message>
            <source>The database %1 is not there any more.</source>
            <translation>La base de datos %1 ya no existe.</translation>
        </message>
        <message>
            <source>It was dropped or renamed since then: a backup brings back what was there.</source>
            <translation>Se eliminó o renombró desde entonces: una copia de seguridad devuelve lo que había.</translation>
        </message>
        <message>
            <source>A second connection to %1 led to another server than the first.</source>
            <translation>Una segunda conexión a %1 llevó a otro servidor que la primera.</translation>
        </message>
        <message>
            <source>Connect to the server itself, past poolers and lists of hosts.</source>
            <translation>Conectarse al propio servidor, sin pasar por pools de conexiones ni listas de hosts.</translation>
        </message>
        <message>
            <source>There is no second database to work from.</source>
            <translation>No hay una segunda base de datos desde la que trabajar.</translation>
        </message>
        <message>
            <source>The manifest says “%1”, which this version does not know.</source>
            <translation>El manifiesto dice “%1”, que esta versión no conoce.</translation>
        </message>
        <message>
            <source>This is a dump of a whole server, made by pg_dumpall.</source>
            <translation>Este es un volcado de un servidor entero, creado con pg_dumpall.</translation>
        </message>
        <message>
            <source>Restore it into a new server with psql, and dump the one database from there with pg_dump.</source>
            <translation>Restaurarlo en un servidor nuevo con psql y volcar desde allí esa única base de datos con pg_dump.</translation>
        </message>
        <message>
            <source>A dump of pg_dump's custom form lies in it, packed once more.</source>
            <translation>Contiene un volcado de pg_dump con formato custom, comprimido una vez más.</translation>
        </message>
        <message>
            <source>Unpack it with gunzip or unzstd first.</source>
            <translation>Descomprimirlo antes con gunzip o unzstd.</translation>
        </message>
        <message>
            <source>This is no dump but a web page: the download has failed.</source>
            <translation>Esto no es un volcado sino una página web: la descarga ha fallado.</translation>
        </message>
        <message>
            <source>Download it anew, and look at what the server says.</source>
            <translation>Descargarlo de nuevo y revisar lo que dice el servidor.</translation>
        </message>
        <message>
            <source>The file is empty.</source>
            <translation>El archivo está vacío.</translation>
        </message>
        <message>
            <source>The dump leads to a database of its own choice: it was made with --create.</source>
            <translation>El volcado lleva a una base de datos que él mismo elige: se creó con --create.</translation>
        </message>
        <message>
            <source>Make it without --create, or take out CREATE DATABASE and \connect.</source>
            <translation>Crearlo sin --create, o quitar CREATE DATABASE y \connect.</translation>
        </message>
        <message>
            <source>The dump is cut off: its last line is missing.</source>
            <translation>El volcado está truncado: falta su última línea.</translation>
        </message>
        <message>
            <source>Take another dump: what is missing cannot be restored.</source>
            <translation>Usar otro volcado: lo que falta no se puede restaurar.</translation>
        </message>
        <message>
            <source>It could not be restored without errors: %1</source>
            <translation>No se pudo restaurar sin errores: %1</translation>
        </message>
        <message>
            <source>%1 has %2 rows instead of %3.</source>
            <translation>%1 tiene %2 filas en vez de %3.</translation>
        </message>
        <message>
            <source>Its schema is not the one that was backed up.</source>
            <translation>Su esquema no es el que se guardó en la copia de seguridad.</translation>
        </message>
        <message>
            <source>Restoring %1 to try it</source>
            <translation>Restaurando %1 para probarla</translation>
        </message>
        <message>
            <source>restored, rows counted</source>
            <translation>restaurada, filas contadas</translation>
        </message>
        <message>
            <source>%1 is not a dump of PostgreSQL.</source>
            <translation>%1 no es un volcado de PostgreSQL.</translation>
        </message>
        <message>
            <source>restored on Arborist's own server, rows counted</source>
            <translation>restaurada en el servidor propio de Arborist, filas contadas</translation>
        </message>
        <message>
            <source>Nothing was replaced.</source>
            <translation>No se reemplazó nada.</translation>
        </message>
        <message>
            <source>The dump is damaged: take another one, or copy it anew. arboristctl backups verify tells which are intact.</source>
            <translation>El volcado está dañado: usar otro, o copiarlo de nuevo. arboristctl backups verify indica cuáles están intactos.</translation>
        </message>
        <message>
            <source>What the dump holds cannot be read: it may be damaged. arboristctl backups verify tells.</source>
            <translation>No se puede leer lo que contiene el volcado: puede estar dañado. arboristctl backups verify lo indica.</translation>
        </message>
        <message>
            <source>Let a superuser create the extension in the database first.</source>
            <translation>Hacer que un superusuario cree antes la extensión en la base de datos.</translation>
        </message>
        <message>
            <source>Create the roles that it names, or restore with --no-owner.</source>
            <translation>Crear los roles que nombra, o restaurar con --no-owner.</translation>
        </message>
        <message>
            <source>Install the extension where the server is, and restore again.</source>
            <translation>Instalar la extensión donde está el servidor y volver a restaurar.</translation>
        </message>
        <message>
            <source>The dump may be of a newer server than this one: restore it to one that is as new.</source>
            <translation>El volcado puede ser de un servidor más reciente que este: restaurarlo en uno igual de reciente.</translation>
        </message>
        <message>
            <source>So many objects need more locks in one transaction: raise max_locks_per_transaction of the server, or restore beside.</source>
            <translation>Tantos objetos necesitan más bloqueos en una sola transacción: aumentar max_locks_per_transaction en el servidor, o restaurar en una nueva base de datos junto a la actual.</translation>
        </message>
        <message>
            <source>Connect with a role that may do this: the owner of the database, or a superuser.</source>
            <translation>Conectarse con un rol que pueda hacerlo: el propietario de la base de datos o un superusuario.</translation>
        </message>
        <message>
            <source>Make room where the server keeps its data.</source>
            <translation>Liberar espacio donde el servidor guarda sus datos.</translation>
        </message>
        <message>
            <source>The run %1 was on another server.</source>
            <translation>La ejecución %1 fue en otro servidor.</translation>
        </message>
        <message>
            <source>The server is still busy with %1.</source>
            <translation>El servidor sigue ocupado con %1.</translation>
        </message>
        <message>
            <source>the role %1 may not create databases</source>
            <translation>el rol %1 no puede crear bases de datos</translation>
        </message>
        <message>
            <source>the role %1 is not a member of %2, which owns %3</source>
            <translation>el rol %1 no es miembro de %2, propietario de %3</translation>
        </message>
        <message>
            <source>%1 has transactions that are prepared and not ended</source>
            <translation>%1 tiene transacciones preparadas y sin terminar</translation>
        </message>
        <message>
            <source>there is no second database to rename it from: %1</source>
            <translation>no hay una segunda base de datos desde la que renombrarla: %1</translation>
        </message>
        <message>
            <source>The dump was made by pg_dump %1, and no pg_restore here is as new.</source>
            <translation>El volcado lo creó pg_dump %1, y ningún pg_restore de aquí es tan nuevo.</translation>
        </message>
        <message>
            <source>Nothing was replaced. The server's disk is full: free space there, then run this again.</source>
            <translation>No se reemplazó nada. El disco del servidor está lleno: liberar espacio en él y volver a ejecutarlo.</translation>
        </message>
        <message>
            <source>Whoever is connected to %1 would have to be disconnected, which this role may not do with %2.</source>
            <translation>Habría que desconectar a quien está conectado a %1, lo que este rol no puede hacer con %2.</translation>
        </message>
        <message>
            <source>Let them leave first, or do this as a superuser; sessions of other roles but superusers can be ended by members of pg_signal_backend, too.</source>
            <translation>Deje que salgan primero, o hágalo como superusuario; las sesiones de otros roles, salvo superusuarios, también pueden terminarlas los miembros de pg_signal_backend.</translation>
        </message>
        <message>
            <source>Who is connected is disconnected, and what they have not committed is lost: %1.</source>
            <translation>Quien está conectado se desconecta, y lo que no haya confirmado se pierde: %1.</translation>
        </message>
        <message>
            <source>These cannot be disconnected by this role, and have to leave first: %1.</source>
            <translation>A estos no los puede desconectar este rol, y tienen que salir primero: %1.</translation>
        </message>
        <message>
            <source>%1 cannot be disconnected by this role: %2</source>
            <translation>Este rol no puede desconectar %1: %2</translation>
        </message>
        <message>
            <source>%1 is not the database any more that was looked at.</source>
            <translation>%1 ya no es la base de datos que se revisó.</translation>
        </message>
        <message>
            <source>Somebody has dropped or renamed it meanwhile. Plan again.</source>
            <translation>Entretanto, alguien la ha eliminado o renombrado. Volver a planificar.</translation>
        </message>
        <message>
            <source>%1 is in use, and could not be replaced: %2</source>
            <translation>%1 está en uso y no se pudo reemplazar: %2</translation>
        </message>
        <message>
            <source>Stop the programs that use it, and try again.</source>
            <translation>Detener los programas que la usan y volver a intentarlo.</translation>
        </message>
        <message>
            <source>%1 is no whole backup: %2</source>
            <translation>%1 no es una copia de seguridad completa: %2</translation>
        </message>
        <message>
            <source>Make another one, or take another one.</source>
            <translation>Crear otra, o usar otra.</translation>
        </message>
        <message>
            <source>it is cut.</source>
            <translation>está truncada.</translation>
        </message>
        <message>
            <source>one of its parts cannot be read.</source>
            <translation>una de sus partes no se puede leer.</translation>
        </message>
        <message>
            <source>its end is missing.</source>
            <translation>falta su final.</translation>
        </message>
        <message>
            <source>it holds the rows of %1 tables, not %2.</source>
            <translation>contiene las filas de %1 tablas, no de %2.</translation>
        </message>
        <message>
            <source>Reading %1</source>
            <translation>Leyendo %1</translation>
        </message>
        <message>
            <source>There is no %1.</source>
            <translation>No hay ningún %1.</translation>
        </message>
        <message>
            <source>it is not a dump of PostgreSQL.</source>
            <translation>no es un volcado de PostgreSQL.</translation>
        </message>
        <message>
            <source>read to its end</source>
            <translation>leída hasta el final</translation>
        </message>
        <message>
            <source>checksums and contents</source>
            <translation>sumas de comprobación y contenido</translation>
        </message>
        <message>
            <source>%1 is missing.</source>
            <translation>Falta %1.</translation>
        </message>
        <message>
            <source>%1 has %2 bytes instead of %3.</source>
            <translation>%1 tiene %2 bytes en vez de %3.</translation>
        </message>
        <message>
            <source>%1 holds other bytes than were written.</source>
            <translation>%1 contiene otros bytes que los escritos.</translation>
        </message>
        <message>
            <source>There are files that were not written with it.</source>
            <translation>Hay archivos que no se escribieron con ella.</translation>
        </message>
        <message>
            <source>The dump is cut off: it ends in the middle.</source>
            <translation>El volcado está truncado: termina a la mitad.</translation>
        </message>
        <message>
            <source>The dump is damaged.</source>
            <translation>El volcado está dañado.</translation>
        </message>
        <message>
            <source>Check its path and its permissions.</source>
            <translation>Comprobar su ruta y sus permisos.</translation>
        </message>
        <message>
            <source>The dump is cut off: what packed it ends in the middle.</source>
            <translation>El volcado está truncado: su compresión termina a la mitad.</translation>
        </message>
        <message>
            <source>The dump is damaged: it cannot be unpacked.</source>
            <translation>El volcado está dañado: no se puede descomprimir.</translation>
        </message>
        <message>
            <source>Something has come to depend on what is to be replaced: %1.</source>
            <translation>Algo ha pasado a depender de lo que se va a reemplazar: %1.</translation>
        </message>
        <message>
            <source>Nothing was changed. Plan again.</source>
            <translation>No se cambió nada. Volver a planificar.</translation>
        </message>
        <message>
            <source>Make a backup</source>
            <translation>Hacer una copia de seguridad</translation>
        </message>
        <message>
            <source>ACCESS SHARE on every table</source>
            <translation>ACCESS SHARE en cada tabla</translation>
        </message>
        <message>
            <source>It goes to %1.</source>
            <translation>Se guarda en %1.</translation>
        </message>
        <message>
            <source>It goes to %1; the database has %2.</source>
            <translation>Se guarda en %1; la base de datos tiene %2.</translation>
        </message>
        <message>
            <source>Nothing was changed: the backup comes first. Where the stage's rules allow it, --no-backup leaves it out.</source>
            <translation>No se cambió nada: antes va la copia de seguridad. Donde las reglas del entorno lo permitan, --no-backup la omite.</translation>
        </message>
        <message>
            <source>There is no room for the backup in %1: about %2, where %3 are free.</source>
            <translation>No hay espacio para la copia de seguridad en %1: unos %2, y hay %3 libres.</translation>
        </message>
        <message>
            <source>Free some room, or choose another place with [backup] folder in arborist.toml.</source>
            <translation>Liberar espacio, o elegir otro lugar con folder en [backup] de arborist.toml.</translation>
        </message>
        <message>
            <source>A backup was made first: %1 (%2)</source>
            <translation>Antes se hizo una copia de seguridad: %1 (%2)</translation>
        </message>
        <message>
            <source>Check the path.</source>
            <translation>Comprobar la ruta.</translation>
        </message>
        <message>
            <source>This is only the table of contents of a dump in a folder.</source>
            <translation>Esto es solo el índice de contenido de un volcado en una carpeta.</translation>
        </message>
        <message>
            <source>Name the folder itself.</source>
            <translation>Indicar la propia carpeta.</translation>
        </message>
        <message>
            <source>The folder holds no dump: toc.dat is missing.</source>
            <translation>La carpeta no contiene ningún volcado: falta toc.dat.</translation>
        </message>
        <message>
            <source>The dump is damaged: more follows its table of contents.</source>
            <translation>El volcado está dañado: hay más datos tras su índice de contenido.</translation>
        </message>
        <message>
            <source>The dump is not complete: %1 is missing.</source>
            <translation>El volcado no está completo: falta %1.</translation>
        </message>
        <message>
            <source>Copy the whole folder anew, or take another dump.</source>
            <translation>Copiar de nuevo la carpeta entera, o usar otro volcado.</translation>
        </message>
        <message>
            <source>The archive of tar holds no dump of pg_dump.</source>
            <translation>El archivo tar no contiene ningún volcado de pg_dump.</translation>
        </message>
        <message>
            <source>Check its permissions.</source>
            <translation>Comprobar sus permisos.</translation>
        </message>
        <message>
            <source>The manifest is of a later version of Arborist.</source>
            <translation>El manifiesto es de una versión posterior de Arborist.</translation>
        </message>
        <message>
            <source>It is not the manifest of a backup.</source>
            <translation>No es el manifiesto de una copia de seguridad.</translation>
        </message>
        <message>
            <source>Without it the backup can still be restored, as one that nothing is known of: move the manifest away.</source>
            <translation>Sin él la copia de seguridad aún se puede restaurar, como una de la que no se sabe nada: apartar el manifiesto.</translation>
        </message>
        <message>
            <source>It is not as it was written.</source>
            <translation>No está como se escribió.</translation>
        </message>
        <message>
            <source>%1 is being written already.</source>
            <translation>%1 ya se está escribiendo.</translation>
        </message>
        <message>
            <source>The backup cannot be called %1: %2.</source>
            <translation>La copia de seguridad no se puede llamar %1: %2.</translation>
        </message>
        <message>
            <source>The script has a command of psql: \%1.</source>
            <translation>El script tiene un comando de psql: \%1.</translation>
        </message>
        <message>
            <source>pg_dump writes no such command. Run the script with psql if you trust it.</source>
            <translation>pg_dump no escribe ese comando. Ejecutar el script con psql si es de confianza.</translation>
        </message>
        <message>
            <source>The script lets the server read or write a file, or run a program: COPY without FROM stdin.</source>
            <translation>El script hace que el servidor lea o escriba un archivo o ejecute un programa: COPY sin FROM stdin.</translation>
        </message>
        <message>
            <source>pg_dump writes no such statement. Run the script with psql if you trust it.</source>
            <translation>pg_dump no escribe ninguna sentencia así. Ejecute el script con psql si confía en él.</translation>
        </message>
        <message>
            <source>%1 cannot be deleted.</source>
            <translation>No se puede eliminar %1.</translation>
        </message>
        <message>
            <source>Check the permissions of its folder.</source>
            <translation>Comprobar los permisos de su carpeta.</translation>
        </message>
        <message>
            <source>%1 are free again.</source>
            <translation>Vuelve a haber %1 libres.</translation>
        </message>
        <message>
            <source>%1, as it was before the run %2</source>
            <translation>%1, tal como estaba antes de la ejecución %2</translation>
        </message>
        <message>
            <source>Planning the backup</source>
            <translation>Planificando la copia de seguridad</translation>
        </message>
        <message>
            <source>Only a backup in directory form is made by several jobs.</source>
            <translation>Solo una copia de seguridad en forma de directorio se hace con varias tareas.</translation>
        </message>
        <message>
            <source>Give --format directory with --jobs.</source>
            <translation>Indicar --format directory con --jobs.</translation>
        </message>
        <message>
            <source>Tables: %1, %2, by pg_dump %3 into %4</source>
            <translation>Tablas: %1, %2, con pg_dump %3 en %4</translation>
        </message>
        <message>
            <source>Nothing is changed in the database; delete the file.</source>
            <translation>No se cambia nada en la base de datos; eliminar el archivo.</translation>
        </message>
        <message>
            <source>A backup in plain form is gzipped.</source>
            <translation>Una copia de seguridad en formato plano se comprime con gzip.</translation>
        </message>
        <message>
            <source>Choose the custom or the directory form.</source>
            <translation>Elegir el formato personalizado o el de directorio.</translation>
        </message>
        <message>
            <source>pg_dump %1 does not compress with zstd.</source>
            <translation>pg_dump %1 no comprime con zstd.</translation>
        </message>
        <message>
            <source>Choose gzip, or install pg_dump 16 or newer.</source>
            <translation>Elegir gzip, o instalar pg_dump 16 o posterior.</translation>
        </message>
        <message>
            <source>About %1 on the disk, where %2 are free</source>
            <translation>Unos %1 en el disco, donde hay %2 libres</translation>
        </message>
        <message>
            <source>There is no room for the backup: about %1, where %2 are free.</source>
            <translation>No hay espacio para la copia de seguridad: unos %1, y hay %2 libres.</translation>
        </message>
        <message>
            <source>Free some room, or choose another place with --output or [backup] folder in arborist.toml.</source>
            <translation>Liberar espacio, o elegir otro lugar con --output o folder en [backup] de arborist.toml.</translation>
        </message>
        <message>
            <source>The room may not be enough. The run would say so and leave nothing behind.</source>
            <translation>Puede que el espacio no baste. La ejecución lo indicaría y no dejaría nada.</translation>
        </message>
        <message>
            <source>%1 (%2, %3 rows)</source>
            <translation>%1 (%2, %3 filas)</translation>
        </message>
        <message>
            <source>To restore it: arboristctl restore %1</source>
            <translation>Para restaurarla: arboristctl restore %1</translation>
        </message>
        <message>
            <source>%1 cannot replace in place what belongs to other roles: %2.</source>
            <translation>%1 no puede reemplazar en el mismo lugar lo que pertenece a otros roles: %2.</translation>
        </message>
        <message>
            <source>Connect as the role that owns it, or as one that is a member of it.</source>
            <translation>Conectarse con el rol que es su propietario, o con uno que sea miembro de él.</translation>
        </message>
        <message>
            <source>What the dump does not hold depends on what it replaces, and would be lost: %1.</source>
            <translation>Hay objetos que el volcado no contiene, que dependen de lo que reemplaza y que se perderían: %1.</translation>
        </message>
        <message>
            <source>Drop it yourself, or let it go: --cascade, in the window “What depends on what is replaced may go”.</source>
            <translation>Bórrelo usted, o déjelo desaparecer: --cascade, en la ventana «Lo que depende de lo reemplazado puede desaparecer».</translation>
        </message>
        <message>
            <source>ACCESS EXCLUSIVE on every table of the dump</source>
            <translation>ACCESS EXCLUSIVE en cada tabla del volcado</translation>
        </message>
        <message>
            <source>What was written to %1 since the run %2</source>
            <translation>Lo que se escribió en %1 desde la ejecución %2</translation>
        </message>
        <message>
            <source>What the backup does not hold: %1</source>
            <translation>Lo que la copia de seguridad no contiene: %1</translation>
        </message>
        <message>
            <source>Extensions stay as they are.</source>
            <translation>Las extensiones se quedan como están.</translation>
        </message>
        <message>
            <source>What these tables hold now, as far as the dump does not hold it too: %1</source>
            <translation>Lo que contienen ahora estas tablas, en la medida en que el volcado no lo contenga también: %1</translation>
        </message>
        <message>
            <source>%1: it depends on what is replaced, and is not in the dump</source>
            <translation>%1: depende de lo que se reemplaza y no está en el volcado</translation>
        </message>
        <message>
            <source>The backup that is made first: undo puts all of it in the place of what is there then. Without that backup there is no way back.</source>
            <translation>La copia de seguridad que se hace antes: deshacer la pone entera en el lugar de lo que haya entonces. Sin esa copia de seguridad no hay camino de vuelta.</translation>
        </message>
        <message>
            <source>The backup that is made first, by hand: undo is not possible, for not all of %1 belongs to this role (%2). Whoever owns it all can restore that backup.</source>
            <translation>La copia de seguridad que se hace antes, a mano: no se puede deshacer, pues no todo %1 pertenece a este rol (%2). Quien sea propietario de todo puede restaurar esa copia de seguridad.</translation>
        </message>
        <message>
            <source>It is done in place, in one transaction: %1. Any failure leaves the database as it is.</source>
            <translation>Se hace en el mismo lugar, en una sola transacción: %1. Cualquier fallo deja la base de datos como está.</translation>
        </message>
        <message>
            <source>What the dump does not name stays as it is.</source>
            <translation>Lo que el volcado no nombra se queda como está.</translation>
        </message>
        <message>
            <source>What others commit between the backup and the replacement is in neither: nobody else should write meanwhile.</source>
            <translation>Lo que otros confirmen entre la copia de seguridad y el reemplazo no queda en ninguno de los dos: nadie más debería escribir entretanto.</translation>
        </message>
        <message>
            <source>So many objects may need more locks than the server has room for (about %1 of %2): raise max_locks_per_transaction if it says so.</source>
            <translation>Tantos objetos pueden necesitar más bloqueos de los que admite el servidor (unos %1 de %2): aumentar max_locks_per_transaction si lo indica.</translation>
        </message>
        <message>
            <source>Planning the restore</source>
            <translation>Planificando la restauración</translation>
        </message>
        <message>
            <source>The way to %1 leads through a pooler, which knows no new databases.</source>
            <translation>El camino a %1 pasa por un pool de conexiones, que no conoce bases de datos nuevas.</translation>
        </message>
        <message>
            <source>The dump holds rows only (--data-only): nothing says into which tables.</source>
            <translation>El volcado solo contiene filas (--data-only): nada indica en qué tablas van.</translation>
        </message>
        <message>
            <source>Take a dump of the whole database.</source>
            <translation>Hacer un volcado de toda la base de datos.</translation>
        </message>
        <message>
            <source>There is a database %1 already.</source>
            <translation>Ya existe una base de datos %1.</translation>
        </message>
        <message>
            <source>Name another one with --into; nothing is replaced there.</source>
            <translation>Indicar otra con --into; allí no se reemplaza nada.</translation>
        </message>
        <message>
            <source>so was what is taken back</source>
            <translation>así se hizo lo que se deshace</translation>
        </message>
        <message>
            <source>it was asked for</source>
            <translation>así se pidió</translation>
        </message>
        <message>
            <source>No database can be made beside %1: %2.</source>
            <translation>No se puede crear ninguna base de datos junto a %1: %2.</translation>
        </message>
        <message>
            <source>Connect with a role that may: ALTER ROLE ... CREATEDB; or GRANT the owner's role to it.</source>
            <translation>Conectarse con un rol que pueda: ALTER ROLE ... CREATEDB; o concederle el rol del propietario con GRANT.</translation>
        </message>
        <message>
            <source>No database can be made beside %1 (%2), and the comments of pg_dump, which tell what the script makes, are not in it.</source>
            <translation>No se puede crear ninguna base de datos junto a %1 (%2), y los comentarios de pg_dump, que indican lo que crea el script, no están en él.</translation>
        </message>
        <message>
            <source>Connect with a role that may create databases, or take a dump of the custom form (pg_dump -Fc), or a script as pg_dump wrote it.</source>
            <translation>Conectarse con un rol que pueda crear bases de datos, o usar un volcado con formato custom (pg_dump -Fc), o un script tal como lo escribió pg_dump.</translation>
        </message>
        <message>
            <source>The dump names owners that this server does not have: %1.</source>
            <translation>El volcado nombra propietarios que este servidor no tiene: %1.</translation>
        </message>
        <message>
            <source>Create these roles, or restore with --no-owner: everything then belongs to the role that restores it, and privileges of roles that are missing are left out.</source>
            <translation>Crear estos roles, o restaurar con --no-owner: entonces todo pertenece al rol que lo restaura, y se omiten los privilegios de los roles que falten.</translation>
        </message>
        <message>
            <source>Roles of the dump that are missing here: %1. What they owned belongs to %2.</source>
            <translation>Roles del volcado que faltan aquí: %1. Lo que poseían pertenece a %2.</translation>
        </message>
        <message>
            <source>nobody can connect for a moment</source>
            <translation>nadie se puede conectar por un momento</translation>
        </message>
        <message>
            <source>Call it %1</source>
            <translation>Llamarla %1</translation>
        </message>
        <message>
            <source>The dump: %1, %2</source>
            <translation>El volcado: %1, %2</translation>
        </message>
        <message>
            <source>, of %1 (%2)</source>
            <translation>, de %1 (%2)</translation>
        </message>
        <message>
            <source>, of %1</source>
            <translation>, de %1</translation>
        </message>
        <message>
            <source>, from PostgreSQL %1</source>
            <translation>, de PostgreSQL %1</translation>
        </message>
        <message>
            <source>, made %1</source>
            <translation>, creado %1</translation>
        </message>
        <message>
            <source>It holds %1 rows (tables: %2), which are counted after the restore.</source>
            <translation>Contiene %1 filas (tablas: %2), que se cuentan tras la restauración.</translation>
        </message>
        <message>
            <source>No manifest lies beside it: nothing tells how many rows it must have, or whether a byte of it has changed since it was made.</source>
            <translation>No hay ningún manifiesto junto a él: nada indica cuántas filas debe tener, ni si ha cambiado algún byte desde que se creó.</translation>
        </message>
        <message>
            <source>What %1 holds now, as far as the dump does not hold it too. Tables: %2, rows: about %3, size: %4</source>
            <translation>Lo que contiene ahora %1, en la medida en que el volcado no lo contenga también. Tablas: %2, filas: unas %3, tamaño: %4</translation>
        </message>
        <message>
            <source>The database as it is now is put aside as %1 for %2 days: undo swaps it back.</source>
            <translation>La base de datos tal como está ahora se aparta como %1 durante %2 días: deshacer la vuelve a intercambiar.</translation>
        </message>
        <message>
            <source>What is written to %1 until then stays in the database that is put aside.</source>
            <translation>Lo que se escriba en %1 hasta entonces queda en la base de datos apartada.</translation>
        </message>
        <message>
            <source>It waits for the locks of who is connected: %1.</source>
            <translation>Espera los bloqueos de quien esté conectado: %1.</translation>
        </message>
        <message>
            <source>Slots of logical replication stay with the database that is put aside: make them anew. There are %1.</source>
            <translation>Los slots de replicación lógica se quedan con la base de datos apartada: crearlos de nuevo. Hay %1.</translation>
        </message>
        <message>
            <source>How much room the server has cannot be told from here: it needs as much as the restored database once more.</source>
            <translation>Desde aquí no se puede saber cuánto espacio tiene el servidor: necesita otro tanto como la base de datos restaurada.</translation>
        </message>
        <message>
            <source>There is not enough room for a second database: it needs %1, and %2 are free.</source>
            <translation>No hay espacio suficiente para una segunda base de datos: necesita %1, y hay %2 libres.</translation>
        </message>
        <message>
            <source>Make room where the server keeps its data, or drop databases that were put aside: arboristctl restore --drop-old RUN</source>
            <translation>Liberar espacio donde el servidor guarda sus datos, o eliminar bases de datos apartadas: arboristctl restore --drop-old RUN</translation>
        </message>
        <message>
            <source>%1 as it was before is kept as %2 for %3 days.</source>
            <translation>%1 tal como estaba antes se conserva como %2 durante %3 días.</translation>
        </message>
        <message>
            <source>The restored database is %1.</source>
            <translation>La base de datos restaurada es %1.</translation>
        </message>
        <message>
            <source>Statistics are missing until autovacuum or ANALYZE has collected them.</source>
            <translation>Faltan las estadísticas hasta que autovacuum o ANALYZE las recojan.</translation>
        </message>
        <message>
            <source>Every table has the rows that it must have: %1 in all.</source>
            <translation>Cada tabla tiene las filas que debe tener: %1 en total.</translation>
        </message>
        <message>
            <source>Its schema is not the one that was backed up: compare it with the former.</source>
            <translation>Su esquema no es el que tenía la copia de seguridad: compararlo con el anterior.</translation>
        </message>
        <message>
            <source>Passed over: %1</source>
            <translation>Se pasó por alto: %1</translation>
        </message>
        <message>
            <source>And %1 more.</source>
            <translation>Y %1 más.</translation>
        </message>
        <message>
            <source>%1 is another database than the one that the run %2 has put there.</source>
            <translation>%1 no es la base de datos que puso allí la ejecución %2.</translation>
        </message>
        <message>
            <source>Take back what was done since then first.</source>
            <translation>Deshacer primero lo que se hizo desde entonces.</translation>
        </message>
        <message>
            <source>The names cannot be swapped back: %1.</source>
            <translation>Los nombres no se pueden volver a intercambiar: %1.</translation>
        </message>
        <message>
            <source>Connect with the role that restored it.</source>
            <translation>Conectarse con el rol que la restauró.</translation>
        </message>
        <message>
            <source>%1 as it is now is put aside in its turn; undo swaps once more.</source>
            <translation>%1 tal como está ahora se aparta a su vez; deshacer los intercambia otra vez.</translation>
        </message>
        <message>
            <source>What was written to %1 since the run %2 stays in the database that is put aside.</source>
            <translation>Lo que se escribió en %1 desde la ejecución %2 queda en la base de datos apartada.</translation>
        </message>
        <message>
            <source>%1 as it was before is kept as %2. To drop it: arboristctl restore --drop-old %3</source>
            <translation>%1 tal como estaba se conserva como %2. Para eliminarla: arboristctl restore --drop-old %3</translation>
        </message>
        <message>
            <source>Put %1 back in the place of %2</source>
            <translation>Devolver %1 al lugar de %2</translation>
        </message>
        <message>
            <source>pg_restore cannot read the dump: %1</source>
            <translation>pg_restore no puede leer el volcado: %1</translation>
        </message>
        <message>
            <source>The dump has changed since it was looked at.</source>
            <translation>El volcado ha cambiado desde que se examinó.</translation>
        </message>
        <message>
            <source>Plan again.</source>
            <translation>Volver a planificar.</translation>
        </message>
        <message>
            <source>Restoring %1</source>
            <translation>Restaurando %1</translation>
        </message>
        <message>
            <source>pg_restore was ended by signal %1.</source>
            <translation>pg_restore fue terminado por la señal %1.</translation>
        </message>
        <message>
            <source>pg_restore has failed: %1</source>
            <translation>pg_restore ha fallado: %1</translation>
        </message>
        <message>
            <source>Comparing checksums</source>
            <translation>Comparando sumas de comprobación</translation>
        </message>
        <message>
            <source>%1 has %2 rows instead of %3</source>
            <translation>%1 tiene %2 filas en lugar de %3</translation>
        </message>
        <message>
            <source>What was restored is not what was dumped: %1.</source>
            <translation>Lo restaurado no es lo volcado: %1.</translation>
        </message>
        <message>
            <source>Nothing was replaced. Take another dump.</source>
            <translation>No se reemplazó nada. Usar otro volcado.</translation>
        </message>
        <message>
            <source>Make a new database beside %1</source>
            <translation>Crear una nueva base de datos junto a %1</translation>
        </message>
        <message>
            <source>Restore %1 into it</source>
            <translation>Restaurar %1 en ella</translation>
        </message>
        <message>
            <source>Compare what was restored with the dump</source>
            <translation>Comparar lo restaurado con el volcado</translation>
        </message>
        <message>
            <source>Put it in the place of %1</source>
            <translation>Ponerla en el lugar de %1</translation>
        </message>
        <message>
            <source>Replace what %1 holds by %2, in one transaction</source>
            <translation>Reemplazar lo que contiene %1 por %2, en una sola transacción</translation>
        </message>
        <message>
            <source>The run %1 (%2) was cut off once the new database was in use: it is complete.</source>
            <translation>La ejecución %1 (%2) se interrumpió cuando la nueva base de datos ya estaba en uso: está completa.</translation>
        </message>
        <message>
            <source>The run %1 (%2) was cut off before it replaced anything: the database is as it was, and what was half made is gone.</source>
            <translation>La ejecución %1 (%2) se interrumpió antes de reemplazar nada: la base de datos está como estaba, y lo que quedó a medias se ha eliminado.</translation>
        </message>
        <message>
            <source>Run it again.</source>
            <translation>Volver a ejecutarla.</translation>
        </message>
        <message>
            <source>Nobody can connect to the database: %1 (%2) waits to lock %3, and would wait for this backup while the backup waits to connect.</source>
            <translation>Nadie puede conectarse a la base de datos: %1 (%2) espera para bloquear %3, y esperaría a esta copia de seguridad mientras la copia de seguridad espera para conectarse.</translation>
        </message>
        <message>
            <source>Back up again once it has ended. Nothing of the backup was kept.</source>
            <translation>Volver a hacer la copia de seguridad cuando haya terminado. No se conservó nada de la copia de seguridad.</translation>
        </message>
        <message>
            <source>The new database is in use, but could not be put on record: %1 The next command does it; or accept it: arboristctl stages trust</source>
            <translation>La nueva base de datos está en uso, pero no se pudo registrar: %1 El próximo comando lo hace; o aceptarla: arboristctl stages trust</translation>
        </message>
        <message>
            <source>Meanwhile another restore or reset has replaced %1.</source>
            <translation>Entretanto, otra restauración u otro restablecimiento ha reemplazado %1.</translation>
        </message>
        <message>
            <source>What that one has put there is in use. Look at it, then plan again.</source>
            <translation>Lo que esa operación ha puesto ahí está en uso. Revíselo y planifique de nuevo.</translation>
        </message>
        <message>
            <source>%1, which is half made, is dropped by the next start: the server could not be asked now (%2).</source>
            <translation>%1, que está a medias, se eliminará en el próximo inicio: ahora no se pudo consultar al servidor (%2).</translation>
        </message>
        <message>
            <source>“%1” names no table and rows.</source>
            <translation>“%1” no indica tabla y filas.</translation>
        </message>
        <message>
            <source>As in: users=100,items=5000; at most %1 rows a table.</source>
            <translation>Como en: users=100,items=5000; como máximo %1 filas por tabla.</translation>
        </message>
        <message>
            <source>%1 (about %2 rows)</source>
            <translation>%1 (unas %2 filas)</translation>
        </message>
        <message>
            <source>Would fail, unless migrations change it: %1</source>
            <translation>Fallaría, salvo que las migraciones lo cambien: %1</translation>
        </message>
        <message>
            <source>%1 has no tables to compare the source with: rows are copied into those that migrations make.</source>
            <translation>%1 no tiene tablas con las que comparar la fuente: las filas se copian en las que hagan las migraciones.</translation>
        </message>
        <message>
            <source>None of the tables of %1 is one of %2's: look whether it is the right source. Unless migrations make some of them, nothing can be copied, and the reset goes back.</source>
            <translation>Ninguna de las tablas de %1 es una de %2: compruebe si es la fuente correcta. Salvo que las migraciones hagan alguna, no se puede copiar nada y el restablecimiento vuelve atrás.</translation>
        </message>
        <message>
            <source>The source is compared with the tables as they are now; what migrations change comes on top.</source>
            <translation>La fuente se compara con las tablas tal como están ahora; lo que cambien las migraciones se añade.</translation>
        </message>
        <message>
            <source>Tables whose rows are copied: %1</source>
            <translation>Tablas cuyas filas se copian: %1</translation>
        </message>
        <message>
            <source>Not copied, unless a migration makes them: %1</source>
            <translation>No se copian, salvo que una migración las haga: %1</translation>
        </message>
        <message>
            <source>Without rows afterwards, since the source does not have them: %1</source>
            <translation>Sin filas después, porque la fuente no las tiene: %1</translation>
        </message>
        <message>
            <source>Not copied, since no migration makes them: %1</source>
            <translation>No se copia, ya que ninguna migración lo crea: %1</translation>
        </message>
        <message>
            <source>The source does not have: %1</source>
            <translation>La fuente no tiene: %1</translation>
        </message>
        <message>
            <source>No table of %1 is one that the migrations make: it is another application's.</source>
            <translation>Ninguna tabla de %1 es una de las que hacen las migraciones: es de otra aplicación.</translation>
        </message>
        <message>
            <source>Name another source: --source-db URL, or SOURCE_DB_CONNECTION_STRING in .env.</source>
            <translation>Indique otra fuente: --source-db URL, o SOURCE_DB_CONNECTION_STRING en .env.</translation>
        </message>
        <message>
            <source>Copied: %1 rows of %2</source>
            <translation>Copiado: %1 filas de %2</translation>
        </message>
        <message>
            <source>Planning the reset</source>
            <translation>Planificando el restablecimiento</translation>
        </message>
        <message>
            <source>Accounts outside of the database (Cognito, Stripe) stay as they are: they are not connected yet.</source>
            <translation>Las cuentas fuera de la base de datos (Cognito, Stripe) quedan como están: aún no están conectadas.</translation>
        </message>
        <message>
            <source>The server is still busy with the run %1.</source>
            <translation>El servidor sigue ocupado con la ejecución %1.</translation>
        </message>
        <message>
            <source>The run %1 was on another database.</source>
            <translation>La ejecución %1 fue en otra base de datos.</translation>
        </message>
        <message>
            <source>The run %1 (%2) was cut off once it was through: it is complete.</source>
            <translation>La ejecución %1 (%2) se interrumpió cuando ya había acabado: está completa.</translation>
        </message>
        <message>
            <source>The run %1 (%2) was cut off in the middle: the database is as it was.</source>
            <translation>La ejecución %1 (%2) se interrumpió a la mitad: la base de datos está como estaba.</translation>
        </message>
        <message>
            <source>Its first line has to name the columns.</source>
            <translation>Su primera línea debe nombrar las columnas.</translation>
        </message>
        <message>
            <source>A column has no name.</source>
            <translation>Una columna no tiene nombre.</translation>
        </message>
        <message>
            <source>The first line has to name the columns.</source>
            <translation>La primera línea debe nombrar las columnas.</translation>
        </message>
        <message>
            <source>The column “%1” is there twice.</source>
            <translation>La columna “%1” aparece dos veces.</translation>
        </message>
        <message>
            <source>Take one of them out.</source>
            <translation>Quitar una de ellas.</translation>
        </message>
        <message>
            <source>The row has %1 values, and the first line names %2 columns.</source>
            <translation>La fila tiene %1 valores, y la primera línea nombra %2 columnas.</translation>
        </message>
        <message>
            <source>Put values with commas or line ends into quotes.</source>
            <translation>Poner entre comillas los valores con comas o saltos de línea.</translation>
        </message>
        <message>
            <source>There is no array of rows.</source>
            <translation>No hay ningún array de filas.</translation>
        </message>
        <message>
            <source>A table is an array of objects: {"users": [{"id": 1}]}</source>
            <translation>Una tabla es un array de objetos: {"users": [{"id": 1}]}</translation>
        </message>
        <message>
            <source>The JSON does not read: %1.</source>
            <translation>El JSON no se puede leer: %1.</translation>
        </message>
        <message>
            <source>Mend it here, or a little before.</source>
            <translation>Corregirlo aquí, o un poco antes.</translation>
        </message>
        <message>
            <source>The folder of the seed, %1, does not exist.</source>
            <translation>La carpeta de los datos iniciales, %1, no existe.</translation>
        </message>
        <message>
            <source>Make it, or name another one as folder under [seed].</source>
            <translation>Crearla, o indicar otra como folder en [seed].</translation>
        </message>
        <message>
            <source>There is %1. Migrations make tables: arboristctl migrate</source>
            <translation>Hay %1. Las migraciones crean tablas: arboristctl migrate</translation>
        </message>
        <message>
            <source>A file is of the table that its name says (01_users.csv) or that its SQL writes. Migrations make tables: arboristctl migrate</source>
            <translation>Un archivo corresponde a la tabla que dice su nombre (01_users.csv) o que escribe su SQL. Las migraciones crean tablas: arboristctl migrate</translation>
        </message>
        <message>
            <source>A seed does not touch %1: it is %2.</source>
            <translation>Los datos iniciales no tocan %1: es %2.</translation>
        </message>
        <message>
            <source>Take it out of the seed.</source>
            <translation>Quitarla de los datos iniciales.</translation>
        </message>
        <message>
            <source>There is no table “%1”.</source>
            <translation>No hay ninguna tabla “%1”.</translation>
        </message>
        <message>
            <source>The seed has no file and no table “%1”.</source>
            <translation>Los datos iniciales no tienen ningún archivo ni tabla “%1”.</translation>
        </message>
        <message>
            <source>Its files: %1</source>
            <translation>Sus archivos: %1</translation>
        </message>
        <message>
            <source>The statement is too large.</source>
            <translation>La sentencia es demasiado grande.</translation>
        </message>
        <message>
            <source>Take it apart, or write the rows as CSV.</source>
            <translation>Dividirla, o escribir las filas como CSV.</translation>
        </message>
        <message>
            <source>Reading the tables</source>
            <translation>Leyendo las tablas</translation>
        </message>
        <message>
            <source>tables</source>
            <translation>tablas</translation>
        </message>
        <message>
            <source>%1 is no export: it has no %2.</source>
            <translation>%1 no es una exportación: no tiene %2.</translation>
        </message>
        <message>
            <source>Name the folder that arboristctl export has written.</source>
            <translation>Indicar la carpeta que escribió arboristctl export.</translation>
        </message>
        <message>
            <source>The run %1 has been taken back already, by %2.</source>
            <translation>La ejecución %1 ya se ha deshecho, con %2.</translation>
        </message>
        <message>
            <source>To have its changes again, take back %1.</source>
            <translation>Para recuperar sus cambios, deshacer %1.</translation>
        </message>
        <message>
            <source>The way back of the run %1 has expired.</source>
            <translation>El camino de vuelta de la ejecución %1 ha caducado.</translation>
        </message>
        <message>
            <source>A backup made before it brings back what was there.</source>
            <translation>Una copia de seguridad hecha antes devuelve lo que había.</translation>
        </message>
        <message>
            <source>The journal of the run %1 is gone.</source>
            <translation>El diario de la ejecución %1 ya no existe.</translation>
        </message>
        <message>
            <source>Put it back where it was, with the folder beside it.</source>
            <translation>Devolverlo a su lugar, con la carpeta al lado.</translation>
        </message>
        <message>
            <source>The run %1 is still under way.</source>
            <translation>La ejecución %1 sigue en curso.</translation>
        </message>
        <message>
            <source>Wait for its end, or cancel it.</source>
            <translation>Esperar a que termine, o cancelarla.</translation>
        </message>
        <message>
            <source>The run %1 changed another database: %2, not %3.</source>
            <translation>La ejecución %1 cambió otra base de datos: %2, no %3.</translation>
        </message>
        <message>
            <source>Connect to the database that the run changed: %1 at %2.</source>
            <translation>Conectarse a la base de datos que cambió la ejecución: %1 en %2.</translation>
        </message>
        <message>
            <source>The run %1 changed nothing: its transaction was rolled back.</source>
            <translation>La ejecución %1 no cambió nada: su transacción se revirtió.</translation>
        </message>
        <message>
            <source>There is nothing to take back.</source>
            <translation>No hay nada que deshacer.</translation>
        </message>
        <message>
            <source>The server still works on the transaction of the run %1.</source>
            <translation>El servidor aún trabaja en la transacción de la ejecución %1.</translation>
        </message>
        <message>
            <source>The archive is damaged: %1 %2.</source>
            <translation>El archivo de respaldo está dañado: %1 %2.</translation>
        </message>
        <message>
            <source>Nothing was changed. Export again, or take another copy of the archive.</source>
            <translation>No se cambió nada. Exportar de nuevo, o usar otra copia del archivo de respaldo.</translation>
        </message>
        <message>
            <source>%1.%2 was %3 and is %4: the values cannot be converted.</source>
            <translation>%1.%2 era %3 y es %4: los valores no se pueden convertir.</translation>
        </message>
        <message>
            <source>Import into the schema that the archive was made of.</source>
            <translation>Importar en el esquema del que se hizo el archivo de respaldo.</translation>
        </message>
        <message>
            <source>Export again with --csv, or import into the schema that the archive was made of.</source>
            <translation>Exportar de nuevo con --csv, o importar en el esquema del que se hizo el archivo de respaldo.</translation>
        </message>
        <message>
            <source>%1.%2 wants a value, and the archive has none.</source>
            <translation>%1.%2 exige un valor, y el archivo de respaldo no tiene ninguno.</translation>
        </message>
        <message>
            <source>Give the column a default, or let it be NULL until the rows are there.</source>
            <translation>Dar a la columna un valor por defecto, o dejar que sea NULL hasta que estén las filas.</translation>
        </message>
        <message>
            <source>%1.%2 is computed now: its values are left out.</source>
            <translation>%1.%2 ahora se calcula: sus valores se omiten.</translation>
        </message>
        <message>
            <source>%1.%2 is no more: its values are left out.</source>
            <translation>%1.%2 ya no existe: sus valores se omiten.</translation>
        </message>
        <message>
            <source>%1.%2 was %3 and is %4.</source>
            <translation>%1.%2 era %3 y es %4.</translation>
        </message>
        <message>
            <source>%1.%2 was %3 and is %4: its values are converted.</source>
            <translation>%1.%2 era %3 y es %4: sus valores se convierten.</translation>
        </message>
        <message>
            <source>%1.%2 is new: it gets its default.</source>
            <translation>%1.%2 es nueva: recibe su valor por defecto.</translation>
        </message>
        <message>
            <source>%1.%2 is new: it stays NULL.</source>
            <translation>%1.%2 es nueva: queda en NULL.</translation>
        </message>
        <message>
            <source>Free some room on the disk, or write to another one.</source>
            <translation>Liberar espacio en el disco, o escribir en otro.</translation>
        </message>
        <message>
            <source>Check the folder's permissions.</source>
            <translation>Comprobar los permisos de la carpeta.</translation>
        </message>
        <message>
            <source>Somebody else is changing a table that is to be exported.</source>
            <translation>Alguien está cambiando una tabla que se debe exportar.</translation>
        </message>
        <message>
            <source>Wait for the end of that, and export again.</source>
            <translation>Esperar a que termine y volver a exportar.</translation>
        </message>
        <message>
            <source>Row security may hide rows of %1 from this role.</source>
            <translation>La seguridad a nivel de fila puede ocultar filas de %1 a este rol.</translation>
        </message>
        <message>
            <source>Connect as a role with BYPASSRLS, or leave the table out.</source>
            <translation>Conectarse con un rol con BYPASSRLS, u omitir la tabla.</translation>
        </message>
        <message>
            <source>Exporting tables</source>
            <translation>Exportando tablas</translation>
        </message>
        <message>
            <source>%1 got %2 rows of %3. Nothing was changed.</source>
            <translation>%1 recibió %2 filas de %3. No se cambió nada.</translation>
        </message>
        <message>
            <source>A trigger or rule may have kept rows back: import with --triggers skip.</source>
            <translation>Puede que un disparador o una regla haya retenido filas: importar con --triggers skip.</translation>
        </message>
        <message>
            <source>Somebody else works on the tables: no lock within %1 s. Nothing was changed.</source>
            <translation>Alguien más trabaja en las tablas: no se obtuvo ningún bloqueo en %1 s. No se cambió nada.</translation>
        </message>
        <message>
            <source>The tables are in use by %1: no lock within %2 s. Nothing was changed.</source>
            <translation>Las tablas están en uso por %1: no se obtuvo ningún bloqueo en %2 s. No se cambió nada.</translation>
        </message>
        <message>
            <source>Wait for the end of that, or end it; a longer patience: --lock-timeout.</source>
            <translation>Esperar a que termine, o terminarlo; para esperar más: --lock-timeout.</translation>
        </message>
        <message>
            <source>Connect as a role with BYPASSRLS.</source>
            <translation>Conectarse con un rol con BYPASSRLS.</translation>
        </message>
        <message>
            <source>Rows of %1 are on another server.</source>
            <translation>Hay filas de %1 en otro servidor.</translation>
        </message>
        <message>
            <source>Its partitions are foreign tables: leave it out with --tables.</source>
            <translation>Sus particiones son tablas foráneas: omitirla con --tables.</translation>
        </message>
        <message>
            <source>This role does not own %1.</source>
            <translation>Este rol no es propietario de %1.</translation>
        </message>
        <message>
            <source>Connect as its owner: foreign keys and triggers are put aside while rows are copied.</source>
            <translation>Conectarse como su propietario: las claves foráneas y los disparadores se apartan mientras se copian filas.</translation>
        </message>
        <message>
            <source>is not as it was written</source>
            <translation>no está como se escribió</translation>
        </message>
        <message>
            <source>is no list of tables</source>
            <translation>no es una lista de tablas</translation>
        </message>
        <message>
            <source>%1 was written by a newer version.</source>
            <translation>%1 lo escribió una versión más reciente.</translation>
        </message>
        <message>
            <source>Update this program.</source>
            <translation>Actualizar este programa.</translation>
        </message>
        <message>
            <source>names a file outside of the folder</source>
            <translation>nombra un archivo fuera de la carpeta</translation>
        </message>
        <message>
            <source>is missing or cannot be read</source>
            <translation>falta o no se puede leer</translation>
        </message>
        <message>
            <source>has %1 bytes, not %2</source>
            <translation>tiene %1 bytes, no %2</translation>
        </message>
        <message>
            <source>cannot be read</source>
            <translation>no se puede leer</translation>
        </message>
        <message>
            <source>Name another folder, or remove what is there.</source>
            <translation>Indicar otra carpeta, o quitar lo que hay.</translation>
        </message>
        <message>
            <source>%1 is no folder.</source>
            <translation>%1 no es una carpeta.</translation>
        </message>
        <message>
            <source>%1 holds something else than an export.</source>
            <translation>%1 contiene algo distinto de una exportación.</translation>
        </message>
        <message>
            <source>%1 holds more than an export: %2.</source>
            <translation>%1 contiene más que una exportación: %2.</translation>
        </message>
        <message>
            <source>Another program is writing to %1.</source>
            <translation>Otro programa está escribiendo en %1.</translation>
        </message>
        <message>
            <source>Wait for its end, or name another folder.</source>
            <translation>Esperar a que termine, o indicar otra carpeta.</translation>
        </message>
        <message>
            <source>%1, left by an export that was cut off, cannot be removed.</source>
            <translation>%1, que dejó una exportación interrumpida, no se puede eliminar.</translation>
        </message>
        <message>
            <source>Remove it.</source>
            <translation>Eliminarla.</translation>
        </message>
        <message>
            <source>The export cannot be put at %1: %2.</source>
            <translation>La exportación no se puede poner en %1: %2.</translation>
        </message>
        <message>
            <source>%1 has the exclusion constraint %2, for which rows cannot be made up.</source>
            <translation>%1 tiene la restricción de exclusión %2, para la que no se pueden inventar filas.</translation>
        </message>
        <message>
            <source>Write its rows into a seed.</source>
            <translation>Escribir sus filas en los datos iniciales.</translation>
        </message>
        <message>
            <source>Nothing is known of the type %1, of the column %2 of %3.</source>
            <translation>No se sabe nada del tipo %1, de la columna %2 de %3.</translation>
        </message>
        <message>
            <source>There is a quote within a value that is not quoted.</source>
            <translation>Hay una comilla dentro de un valor que no va entre comillas.</translation>
        </message>
        <message>
            <source>Put the value into quotes, and write each of its own twice.</source>
            <translation>Poner el valor entre comillas, y escribir dos veces cada una de las suyas.</translation>
        </message>
        <message>
            <source>A quote that begins here is not closed.</source>
            <translation>Una comilla que empieza aquí no está cerrada.</translation>
        </message>
        <message>
            <source>Close it; a quote within a value is written twice.</source>
            <translation>Cerrarla; una comilla dentro de un valor se escribe dos veces.</translation>
        </message>
        <message>
            <source>There is text behind a quoted value.</source>
            <translation>Hay texto tras un valor entre comillas.</translation>
        </message>
        <message>
            <source>A quote within a value is written twice.</source>
            <translation>Una comilla dentro de un valor se escribe dos veces.</translation>
        </message>
        <message>
            <source>The run %1 (%2) was cut off once its changes were committed: all of them are there.</source>
            <translation>La ejecución %1 (%2) se interrumpió cuando sus cambios ya estaban confirmados: están todos.</translation>
        </message>
        <message>
            <source>The run %1 (%2) was cut off before its changes were committed: nothing has changed.</source>
            <translation>La ejecución %1 (%2) se interrumpió antes de que se confirmaran sus cambios: no ha cambiado nada.</translation>
        </message>
        <message>
            <source>The run %1 (%2) was cut off once it was done: %3 is complete.</source>
            <translation>La ejecución %1 (%2) se interrumpió cuando ya había terminado: %3 está completo.</translation>
        </message>
        <message>
            <source>The run %1 (%2) was cut off: it left no backup, and what it had written is removed.</source>
            <translation>La ejecución %1 (%2) se interrumpió: no dejó ninguna copia de seguridad, y lo que había escrito se ha eliminado.</translation>
        </message>
        <message>
            <source>The run %1 (%2) was cut off: %3 is as it was, and what it had written is removed.</source>
            <translation>La ejecución %1 (%2) se interrumpió: %3 está como estaba, y lo que había escrito se ha eliminado.</translation>
        </message>
        <message>
            <source>The table %1.%2 is gone.</source>
            <translation>La tabla %1.%2 ya no existe.</translation>
        </message>
        <message>
            <source>Plan the export again.</source>
            <translation>Volver a planificar la exportación.</translation>
        </message>
        <message>
            <source>Archive and empty %1</source>
            <translation>Archivar y vaciar %1</translation>
        </message>
        <message>
            <source>%1 rows of %2</source>
            <translation>%1 filas de %2</translation>
        </message>
        <message>
            <source>%1 rows of %2, which refers to them</source>
            <translation>%1 filas de %2, que hace referencia a ellas</translation>
        </message>
        <message>
            <source>ACCESS EXCLUSIVE on all of them</source>
            <translation>ACCESS EXCLUSIVE en todas ellas</translation>
        </message>
        <message>
            <source>%1 rows were archived.</source>
            <translation>Se archivaron %1 filas.</translation>
        </message>
        <message>
            <source>There is something that is no object.</source>
            <translation>Hay algo que no es un objeto.</translation>
        </message>
        <message>
            <source>A table is an array of objects, one a row.</source>
            <translation>Una tabla es un array de objetos, uno por fila.</translation>
        </message>
        <message>
            <source>The key “%1” is there twice.</source>
            <translation>La clave “%1” aparece dos veces.</translation>
        </message>
        <message>
            <source>A seed cannot empty tables.</source>
            <translation>Los datos iniciales no pueden vaciar tablas.</translation>
        </message>
        <message>
            <source>Take TRUNCATE out, and seed with --fresh: its tables are archived and emptied first.</source>
            <translation>Quitar TRUNCATE, y cargar con --fresh: antes se archivan y vacían sus tablas.</translation>
        </message>
        <message>
            <source>A seed changes rows, and nothing else.</source>
            <translation>Los datos iniciales cambian filas, y nada más.</translation>
        </message>
        <message>
            <source>Write the rows as CSV, or as INSERT: pg_dump --inserts.</source>
            <translation>Escribir las filas como CSV, o como INSERT: pg_dump --inserts.</translation>
        </message>
        <message>
            <source>Put changes of the schema into a migration.</source>
            <translation>Poner los cambios del esquema en una migración.</translation>
        </message>
        <message>
            <source>Mend the statement here.</source>
            <translation>Corregir la sentencia aquí.</translation>
        </message>
        <message>
            <source>A seed is one transaction.</source>
            <translation>La carga de datos iniciales es una sola transacción.</translation>
        </message>
        <message>
            <source>Take ROLLBACK and SAVEPOINT out.</source>
            <translation>Quitar ROLLBACK y SAVEPOINT.</translation>
        </message>
        <message>
            <source>The project has no command that seeds.</source>
            <translation>El proyecto no tiene ningún comando que cargue datos iniciales.</translation>
        </message>
        <message>
            <source>Write one as command under [seed] in arborist.toml.</source>
            <translation>Escribir uno como command en [seed] de arborist.toml.</translation>
        </message>
        <message>
            <source>command under [seed] has a quote that is not closed.</source>
            <translation>command en [seed] tiene una comilla sin cerrar.</translation>
        </message>
        <message>
            <source>It cannot be told by which variable the command is given the address of %1.</source>
            <translation>No se puede saber con qué variable se da al comando la dirección de %1.</translation>
        </message>
        <message>
            <source>Let the stage be read from one: url = "env:DATABASE_URL".</source>
            <translation>Hacer que el entorno se lea de una: url = "env:DATABASE_URL".</translation>
        </message>
        <message>
            <source>Run “%1”, with the address in %2</source>
            <translation>Ejecutar “%1”, con la dirección en %2</translation>
        </message>
        <message>
            <source>What the command does is its own: it may change and delete rows.</source>
            <translation>Lo que hace el comando es cosa suya: puede cambiar y eliminar filas.</translation>
        </message>
        <message>
            <source>All tables are archived first; Undo puts their rows back.</source>
            <translation>Antes se archivan todas las tablas; Deshacer restituye sus filas.</translation>
        </message>
        <message>
            <source>Archive %1</source>
            <translation>Archivar %1</translation>
        </message>
        <message>
            <source>EXCLUSIVE on all of them</source>
            <translation>EXCLUSIVE en todas ellas</translation>
        </message>
        <message>
            <source>%1: %2 rows more</source>
            <translation>%1: %2 filas más</translation>
        </message>
        <message>
            <source>%1: %2 rows less</source>
            <translation>%1: %2 filas menos</translation>
        </message>
        <message>
            <source>%1: %2 rows changed</source>
            <translation>%1: %2 filas cambiadas</translation>
        </message>
        <message>
            <source>No row was added, changed or deleted.</source>
            <translation>No se añadió, cambió ni eliminó ninguna fila.</translation>
        </message>
        <message>
            <source>“%1” failed: %2</source>
            <translation>“%1” falló: %2</translation>
        </message>
        <message>
            <source>The tables were emptied for it; undo puts their rows back.</source>
            <translation>Las tablas se vaciaron para ello; deshacer restituye sus filas.</translation>
        </message>
        <message>
            <source>What it did before it failed stays; undo takes it back.</source>
            <translation>Lo que hizo antes de fallar se mantiene; deshacer lo retira.</translation>
        </message>
        <message>
            <source>No row was changed. Mend the cause, and seed again.</source>
            <translation>No se cambió ninguna fila. Corregir la causa y volver a cargar los datos iniciales.</translation>
        </message>
        <message>
            <source>ACCESS EXCLUSIVE on all of its tables</source>
            <translation>ACCESS EXCLUSIVE en todas sus tablas</translation>
        </message>
        <message>
            <source>%1, put aside by the run %2: %3</source>
            <translation>%1, apartado por la ejecución %2: %3</translation>
        </message>
        <message>
            <source>Planning the export</source>
            <translation>Planificando la exportación</translation>
        </message>
        <message>
            <source>ACCESS SHARE on each</source>
            <translation>ACCESS SHARE en cada una</translation>
        </message>
        <message>
            <source>The export that is there goes once the new one is complete.</source>
            <translation>La exportación existente se quita cuando la nueva está completa.</translation>
        </message>
        <message>
            <source>What an export that was cut off had left beside %1 has been removed.</source>
            <translation>Se ha eliminado lo que una exportación interrumpida había dejado junto a %1.</translation>
        </message>
        <message>
            <source>%1 rows of %2, %3, are in %4.</source>
            <translation>%1 filas de %2, %3, están en %4.</translation>
        </message>
        <message>
            <source>%1 holds an export of more tables, which would go: %2.</source>
            <translation>%1 contiene una exportación de más tablas, que se perderían: %2.</translation>
        </message>
        <message>
            <source>Name another folder, or export them as well.</source>
            <translation>Indique otra carpeta, o expórtelas también.</translation>
        </message>
        <message>
            <source>Write a table to %1</source>
            <translation>Escribir una tabla en %1</translation>
        </message>
        <message>
            <source>Write %1 tables to %2</source>
            <translation>Escribir %1 tablas en %2</translation>
        </message>
        <message>
            <source>Planning the rows</source>
            <translation>Planificando las filas</translation>
        </message>
        <message>
            <source>%1 is there twice.</source>
            <translation>%1 aparece dos veces.</translation>
        </message>
        <message>
            <source>%1 and others refer to each other in a circle: its %2 is left empty.</source>
            <translation>%1 y otras se hacen referencia en círculo: su %2 se deja vacía.</translation>
        </message>
        <message>
            <source>Make rows for %1</source>
            <translation>Crear filas para %1</translation>
        </message>
        <message>
            <source>The check %1 of %2 is not understood: the server decides, and nothing is changed where it refuses.</source>
            <translation>La comprobación %1 de %2 no se entiende: decide el servidor, y si se niega no se cambia nada.</translation>
        </message>
        <message>
            <source>Undo takes out the rows that were added, as long as nobody has changed them since.</source>
            <translation>Deshacer quita las filas añadidas, siempre que nadie las haya cambiado desde entonces.</translation>
        </message>
        <message>
            <source>What the table asks for is more than can be made up: write its rows into a seed. Nothing was changed.</source>
            <translation>Lo que exige la tabla es más de lo que se puede inventar: escribir sus filas en los datos iniciales. No se cambió nada.</translation>
        </message>
        <message>
            <source>Check every file of the archive</source>
            <translation>Comprobar cada archivo del archivo de respaldo</translation>
        </message>
        <message>
            <source>Keep the former rows</source>
            <translation>Conservar las filas anteriores</translation>
        </message>
        <message>
            <source>EXCLUSIVE on each: nobody else writes from here on</source>
            <translation>EXCLUSIVE en cada una: nadie más escribe a partir de aquí</translation>
        </message>
        <message>
            <source>-- by DELETE where there are few rows, then and now</source>
            <translation>-- con DELETE donde haya pocas filas, antes y ahora</translation>
        </message>
        <message>
            <source>Replace the rows of %1</source>
            <translation>Reemplazar las filas de %1</translation>
        </message>
        <message>
            <source>ACCESS EXCLUSIVE on each: nobody else reads from here on</source>
            <translation>ACCESS EXCLUSIVE en cada una: nadie más lee a partir de aquí</translation>
        </message>
        <message>
            <source>Check foreign keys, set sequences</source>
            <translation>Comprobar claves foráneas, ajustar secuencias</translation>
        </message>
        <message>
            <source>ACCESS EXCLUSIVE on %1, from the replacing on</source>
            <translation>ACCESS EXCLUSIVE en %1, a partir del reemplazo</translation>
        </message>
        <message>
            <source>The archive is of %1%2, PostgreSQL %3, made %4.</source>
            <translation>El archivo de respaldo es de %1%2, PostgreSQL %3, creado %4.</translation>
        </message>
        <message>
            <source> (%1)</source>
            <translation> (%1)</translation>
        </message>
        <message>
            <source>All in one transaction: the tables get all of it, or stay as they are.</source>
            <translation>Todo en una sola transacción: las tablas lo reciben todo, o quedan como están.</translation>
        </message>
        <message>
            <source>Foreign keys that are taken off and put back as they were, which checks all rows at once, and breaks circles of tables: %1</source>
            <translation>Claves foráneas que se quitan y se vuelven a poner como estaban, lo que comprueba todas las filas a la vez y rompe los ciclos de tablas: %1</translation>
        </message>
        <message>
            <source>Triggers that fire for the rows: %1</source>
            <translation>Disparadores que se activan con las filas: %1</translation>
        </message>
        <message>
            <source>Triggers that do not fire, so that the rows come as they were: %1</source>
            <translation>Disparadores que no se activan, de modo que las filas llegan como estaban: %1</translation>
        </message>
        <message>
            <source>The former rows are kept in an archive; Undo puts them back.</source>
            <translation>Las filas anteriores se conservan en un archivo de respaldo; Deshacer las restituye.</translation>
        </message>
        <message>
            <source>The archive has no rows for “%1”.</source>
            <translation>El archivo de respaldo no tiene filas para “%1”.</translation>
        </message>
        <message>
            <source>It is of %1, made %2.</source>
            <translation>Es de %1, creado %2.</translation>
        </message>
        <message>
            <source>The database has no table %1.</source>
            <translation>La base de datos no tiene ninguna tabla %1.</translation>
        </message>
        <message>
            <source>%1 is %2 here: it is never replaced.</source>
            <translation>%1 es aquí %2: nunca se reemplaza.</translation>
        </message>
        <message>
            <source>Bring the schema to where it was, or name the tables to import with --tables.</source>
            <translation>Llevar el esquema a donde estaba, o indicar con --tables las tablas que se deben importar.</translation>
        </message>
        <message>
            <source>Planning the import</source>
            <translation>Planificando la importación</translation>
        </message>
        <message>
            <source>Rows of %1: about %2, for the %3 of the archive</source>
            <translation>Filas de %1: unas %2, por las %3 del archivo</translation>
        </message>
        <message>
            <source>The archive is another one than planned for.</source>
            <translation>El archivo de respaldo no es el que se planificó.</translation>
        </message>
        <message>
            <source>Plan again, and look at the new plan before it runs.</source>
            <translation>Volver a planificar y revisar el nuevo plan antes de ejecutarlo.</translation>
        </message>
        <message>
            <source>Some rows would refer to rows that are not there: %1 Nothing was changed.</source>
            <translation>Algunas filas harían referencia a filas que no existen: %1 No se cambió nada.</translation>
        </message>
        <message>
            <source>Import the tables that they refer to from the same archive, too.</source>
            <translation>Importar también, del mismo archivo de respaldo, las tablas a las que hacen referencia.</translation>
        </message>
        <message>
            <source>The tables have changed since the plan was made.</source>
            <translation>Las tablas han cambiado desde que se hizo el plan.</translation>
        </message>
        <message>
            <source>The tables would not be as they were: something else changes them when constraints are altered. Nothing was changed.</source>
            <translation>Las tablas no quedarían como estaban: algo más las cambia cuando se modifican restricciones. No se cambió nada.</translation>
        </message>
        <message>
            <source>Look for event triggers of the database.</source>
            <translation>Buscar disparadores de eventos de la base de datos.</translation>
        </message>
        <message>
            <source>Analyzing the tables</source>
            <translation>Analizando las tablas</translation>
        </message>
        <message>
            <source>The rows are there, but the tables could not be analyzed: %1</source>
            <translation>Las filas están, pero las tablas no se pudieron analizar: %1</translation>
        </message>
        <message>
            <source>%1 cannot be reset: no new database can take its place (%2), and what is in it cannot be put aside (%3).</source>
            <translation>%1 no se puede restablecer: ninguna nueva base de datos puede ocupar su lugar (%2), y su contenido no se puede apartar (%3).</translation>
        </message>
        <message>
            <source>Let the role create databases (ALTER ROLE ... CREATEDB) and own this one, or use one that owns all that is in it.</source>
            <translation>Hacer que el rol pueda crear bases de datos (ALTER ROLE ... CREATEDB) y sea propietario de esta, o usar uno que sea propietario de todo su contenido.</translation>
        </message>
        <message>
            <source>What was in %1 before is kept in the schemas %2 for %3 days; a later reset drops them then.</source>
            <translation>Lo que había antes en %1 se conserva en los esquemas %2 durante %3 días; después lo elimina un restablecimiento posterior.</translation>
        </message>
        <message>
            <source>End all sessions, and put all schemas aside</source>
            <translation>Terminar todas las sesiones y apartar todos los esquemas</translation>
        </message>
        <message>
            <source>Keep what was put aside as the way back</source>
            <translation>Conservar lo apartado como camino de vuelta</translation>
        </message>
        <message>
            <source>ACCESS EXCLUSIVE on every table</source>
            <translation>ACCESS EXCLUSIVE en cada tabla</translation>
        </message>
        <message>
            <source>%1, put aside by the run %2</source>
            <translation>%1, apartado por la ejecución %2</translation>
        </message>
        <message>
            <source>Within the database itself, since no other one takes its place: %1.</source>
            <translation>Dentro de la propia base de datos, pues ninguna otra ocupa su lugar: %1.</translation>
        </message>
        <message>
            <source>Who connects before it is through finds it half made.</source>
            <translation>Quien se conecte antes de que acabe la encuentra a medias.</translation>
        </message>
        <message>
            <source>All that is in it is kept in schemas of its own for %1 days; Undo puts it back, and so does a failure.</source>
            <translation>Todo su contenido se conserva en esquemas aparte durante %1 días; Deshacer lo restituye, y también un fallo.</translation>
        </message>
        <message>
            <source>What is in %1 cannot be put aside: %2.</source>
            <translation>El contenido de %1 no se puede apartar: %2.</translation>
        </message>
        <message>
            <source>%1 is as it was: what was put aside is back.</source>
            <translation>%1 está como estaba: lo apartado está de vuelta.</translation>
        </message>
        <message>
            <source>What was put aside could not be put back now (%1): the next start does it.</source>
            <translation>Lo apartado no se pudo restituir ahora (%1): lo hace el próximo inicio.</translation>
        </message>
        <message>
            <source>Make a new database like %1</source>
            <translation>Crear una nueva base de datos como %1</translation>
        </message>
        <message>
            <source>End all sessions, and put it in the place of %1</source>
            <translation>Terminar todas las sesiones, y ponerla en el lugar de %1</translation>
        </message>
        <message>
            <source>Not carried over, unless migrations make them: %1 %2</source>
            <translation>No se traslada, salvo que lo creen las migraciones: %1 %2</translation>
        </message>
        <message>
            <source>%1 as it is now is kept beside the new one for %2 days; Undo puts it back. Until the last step it is in use as it is.</source>
            <translation>%1 tal como está ahora se conserva junto a la nueva durante %2 días; Deshacer la restituye. Hasta el último paso se usa tal como está.</translation>
        </message>
        <message>
            <source>%1 is another database than planned for.</source>
            <translation>%1 no es la base de datos planificada.</translation>
        </message>
        <message>
            <source>This run has changed nothing of %1.</source>
            <translation>Esta ejecución no ha cambiado nada de %1.</translation>
        </message>
        <message>
            <source>Connect with the role that reset it.</source>
            <translation>Conectarse con el rol que la restableció.</translation>
        </message>
        <message>
            <source>What was written since the run %1 is put aside with the rest.</source>
            <translation>Lo que se escribió desde la ejecución %1 se aparta con el resto.</translation>
        </message>
        <message>
            <source>The extension %1 has come since, and stays.</source>
            <translation>La extensión %1 ha llegado desde entonces, y se queda.</translation>
        </message>
        <message>
            <source>What is in it now is put aside in its turn; undo puts it back.</source>
            <translation>Su contenido actual se aparta a su vez; deshacer lo restituye.</translation>
        </message>
        <message>
            <source>Put back what was in %1 before</source>
            <translation>Restituir lo que había antes en %1</translation>
        </message>
        <message>
            <source>What was put aside is not there any more.</source>
            <translation>Lo apartado ya no existe.</translation>
        </message>
        <message>
            <source>A backup brings back what was there.</source>
            <translation>Una copia de seguridad recupera lo que había.</translation>
        </message>
        <message>
            <source>Reading the seed</source>
            <translation>Leyendo los datos iniciales</translation>
        </message>
        <message>
            <source>The project has no seed.</source>
            <translation>El proyecto no tiene datos iniciales.</translation>
        </message>
        <message>
            <source>Put *.sql, *.csv or *.json into a folder seeds, or name a folder or a command under [seed] in arborist.toml.</source>
            <translation>Poner *.sql, *.csv o *.json en una carpeta seeds, o indicar una carpeta o un comando en [seed] de arborist.toml.</translation>
        </message>
        <message>
            <source>Planning the seed</source>
            <translation>Planificando la carga de datos iniciales</translation>
        </message>
        <message>
            <source>The rows refer to each other in a circle, and %1 changes rows that are there: they cannot be kept.</source>
            <translation>Las filas se hacen referencia en círculo, y %1 cambia filas existentes: no se pueden conservar.</translation>
        </message>
        <message>
            <source>%1 changes rows that are there, and the seed is too large for them to be kept.</source>
            <translation>%1 cambia filas existentes, y los datos iniciales son demasiado grandes para conservarlas.</translation>
        </message>
        <message>
            <source>%1 changes rows that are there, and %2 has no primary key by which they could be put back.</source>
            <translation>%1 cambia filas existentes, y %2 no tiene clave primaria con la que se puedan restituir.</translation>
        </message>
        <message>
            <source>Seed with --fresh, which keeps an archive; or let the file only insert.</source>
            <translation>Cargar con --fresh, que guarda un archivo de respaldo; o dejar que el archivo solo inserte.</translation>
        </message>
        <message>
            <source>Load %1 into %2</source>
            <translation>Cargar %1 en %2</translation>
        </message>
        <message>
            <source>no table</source>
            <translation>ninguna tabla</translation>
        </message>
        <message>
            <source>ROW EXCLUSIVE on %1</source>
            <translation>ROW EXCLUSIVE en %1</translation>
        </message>
        <message>
            <source>Rows of %1 that %2 deletes</source>
            <translation>Filas de %1 que elimina %2</translation>
        </message>
        <message>
            <source>%1 gives no key of %2: a row counts as there if all of its values are.</source>
            <translation>%1 no da ninguna clave de %2: una fila cuenta como existente si todos sus valores existen.</translation>
        </message>
        <message>
            <source>%1 has an INSERT with RETURNING, which is sent as it is: a repeat may fail or add its rows again.</source>
            <translation>%1 tiene un INSERT con RETURNING, que se envía tal cual: una repetición puede fallar o añadir sus filas otra vez.</translation>
        </message>
        <message>
            <source>Triggers of %1 fire. Where they write into a table without a primary key, the seed goes back: that could not be undone.</source>
            <translation>Se activan los disparadores de %1. Si escriben en una tabla sin clave primaria, la siembra vuelve atrás: eso no se podría deshacer.</translation>
        </message>
        <message>
            <source>Triggers of %1 fire. What they change in other tables stays when the seed is taken back.</source>
            <translation>Se activan los disparadores de %1. Lo que cambien en otras tablas queda cuando se deshace la siembra.</translation>
        </message>
        <message>
            <source>Every row that is added or changed is kept; Undo takes them out.</source>
            <translation>Se guarda cada fila añadida o cambiada; Deshacer las quita.</translation>
        </message>
        <message>
            <source>An archive of the tables is made before they are emptied; Undo puts it back.</source>
            <translation>Antes de vaciar las tablas se hace un archivo de respaldo de ellas; Deshacer lo restituye.</translation>
        </message>
        <message>
            <source>Numbers that tables have given out meanwhile are used up: at the next try rows may get higher ones.</source>
            <translation>Los números que las tablas han dado entretanto están gastados: en el próximo intento las filas pueden recibir otros más altos.</translation>
        </message>
        <message>
            <source>Load %1</source>
            <translation>Cargar %1</translation>
        </message>
        <message>
            <source>Load %1 files</source>
            <translation>Cargar %1 archivos</translation>
        </message>
        <message>
            <source>%1: rows that were there already: %2</source>
            <translation>%1: filas que ya estaban: %2</translation>
        </message>
        <message>
            <source>It is too long ago: the rows that the run added cannot be told from others any more.</source>
            <translation>Hace demasiado tiempo: las filas que añadió la ejecución ya no se distinguen de otras.</translation>
        </message>
        <message>
            <source>Take out the added rows of %1</source>
            <translation>Quitar las filas añadidas de %1</translation>
        </message>
        <message>
            <source>Rows of %1 have come to refer to rows of %2 that the run added, and would go with them.</source>
            <translation>Filas de %1 han pasado a hacer referencia a filas de %2 que añadió la ejecución, y se irían con ellas.</translation>
        </message>
        <message>
            <source>Delete them, or let them refer to others. Nothing was changed.</source>
            <translation>Eliminarlas, o hacer que hagan referencia a otras. No se cambió nada.</translation>
        </message>
        <message>
            <source>Other tables refer to these and would be emptied with them: %1 (about %2 rows).</source>
            <translation>Otras tablas hacen referencia a estas y se vaciarían con ellas: %1 (unas %2 filas).</translation>
        </message>
        <message>
            <source>Name them, too: --tables "%1". Or let them go along: --cascade</source>
            <translation>Nombrarlas también: --tables "%1". O dejar que las acompañen: --cascade</translation>
        </message>
        <message>
            <source>Planning the wipe</source>
            <translation>Planificando el vaciado</translation>
        </message>
        <message>
            <source>%1 rows of %2, which refers to what is emptied</source>
            <translation>%1 filas de %2, que hace referencia a lo que se vacía</translation>
        </message>
        <message>
            <source>Keep the rows of %1</source>
            <translation>Conservar las filas de %1</translation>
        </message>
        <message>
            <source>Empty %1</source>
            <translation>Vaciar %1</translation>
        </message>
        <message>
            <source>Numbers that the tables give out go on where they are.</source>
            <translation>Los números que dan las tablas continúan donde están.</translation>
        </message>
        <message>
            <source>Numbers that the tables give out begin anew.</source>
            <translation>Los números que dan las tablas empiezan de nuevo.</translation>
        </message>
        <message>
            <source>The record of applied migrations and tables of extensions stay.</source>
            <translation>El registro de migraciones aplicadas y las tablas de extensiones se mantienen.</translation>
        </message>
        <message>
            <source>The rows are kept in an archive; Undo puts them back.</source>
            <translation>Las filas se conservan en un archivo de respaldo; Deshacer las restituye.</translation>
        </message>
        <message>
            <source>%1 did not stay empty. Nothing was changed.</source>
            <translation>%1 no quedó vacía. No se cambió nada.</translation>
        </message>
        <message>
            <source>Look at its TRUNCATE triggers.</source>
            <translation>Revisar sus disparadores TRUNCATE.</translation>
        </message>
        <message>
            <source>%1 can only be run by the project's own command.</source>
            <translation>%1 solo lo puede ejecutar el comando propio del proyecto.</translation>
        </message>
        <message>
            <source>Reset with that command.</source>
            <translation>Restablecer con ese comando.</translation>
        </message>
        <message>
            <source>The project has no migrations: nothing could make the tables anew.</source>
            <translation>El proyecto no tiene migraciones: nada podría crear las tablas de nuevo.</translation>
        </message>
        <message>
            <source>There is no source to copy from.</source>
            <translation>No hay ninguna fuente de la que copiar.</translation>
        </message>
        <message>
            <source>Name one: --source-db URL, or SOURCE_DB_CONNECTION_STRING in .env.</source>
            <translation>Indicar una: --source-db URL, o SOURCE_DB_CONNECTION_STRING en .env.</translation>
        </message>
        <message>
            <source>Copy the rows of %1</source>
            <translation>Copiar las filas de %1</translation>
        </message>
        <message>
            <source>Load the seed: %1</source>
            <translation>Cargar los datos iniciales: %1</translation>
        </message>
        <message>
            <source>Load the seed: %1 files</source>
            <translation>Cargar los datos iniciales: %1 archivos</translation>
        </message>
        <message>
            <source>All of %1: %2 tables with %3 rows</source>
            <translation>Todo lo de %1: %2 tablas con %3 filas</translation>
        </message>
        <message>
            <source>%1: %2 rows</source>
            <translation>%1: %2 filas</translation>
        </message>
        <message>
            <source>%1 has no column “%2”.</source>
            <translation>%1 no tiene ninguna columna “%2”.</translation>
        </message>
        <message>
            <source>Its columns: %1</source>
            <translation>Sus columnas: %1</translation>
        </message>
        <message>
            <source>The column “%1” of %2 is generated, and takes no values.</source>
            <translation>La columna “%1” de %2 es generada y no admite valores.</translation>
        </message>
        <message>
            <source>Take it out of the file.</source>
            <translation>Quitarla del archivo.</translation>
        </message>
        <message>
            <source>Rows of %1 have to refer to a table that is not the application's.</source>
            <translation>Las filas de %1 deben hacer referencia a una tabla que no es de la aplicación.</translation>
        </message>
        <message>
            <source>Rows of %1 have to refer to rows of %2, which is empty.</source>
            <translation>Las filas de %1 deben hacer referencia a filas de %2, que está vacía.</translation>
        </message>
        <message>
            <source>Generate rows for it as well: --generate %1=100,%2=...</source>
            <translation>Generar también filas para ella: --generate %1=100,%2=...</translation>
        </message>
        <message>
            <source>There are not enough different rows for %1: %2 were made.</source>
            <translation>No hay suficientes filas distintas para %1: se crearon %2.</translation>
        </message>
        <message>
            <source>Ask for fewer, or generate more rows of the tables that it refers to first. Nothing was changed.</source>
            <translation>Pedir menos, o generar antes más filas de las tablas a las que hace referencia. No se cambió nada.</translation>
        </message>
        <message>
            <source>this role may not make schemas in it</source>
            <translation>este rol no puede crear esquemas en ella</translation>
        </message>
        <message>
            <source>the schema %1 is another role's</source>
            <translation>el esquema %1 es de otro rol</translation>
        </message>
        <message>
            <source>this role may make nothing in %1</source>
            <translation>este rol no puede crear nada en %1</translation>
        </message>
        <message>
            <source>%1 is another role's</source>
            <translation>%1 es de otro rol</translation>
        </message>
        <message>
            <source>Loading %1</source>
            <translation>Cargando %1</translation>
        </message>
        <message>
            <source>It has to be a regular file that you may read.</source>
            <translation>Debe ser un archivo normal con permiso de lectura.</translation>
        </message>
        <message>
            <source>The file is not UTF-8.</source>
            <translation>El archivo no es UTF-8.</translation>
        </message>
        <message>
            <source>Save it as UTF-8.</source>
            <translation>Guardarlo como UTF-8.</translation>
        </message>
        <message>
            <source>There is a NUL character in it, which PostgreSQL cannot keep.</source>
            <translation>Contiene un carácter NUL, que PostgreSQL no puede guardar.</translation>
        </message>
        <message>
            <source>Take it out.</source>
            <translation>Quitarlo.</translation>
        </message>
        <message>
            <source>%1 at %2</source>
            <translation>%1 en %2</translation>
        </message>
        <message>
            <source>The source is the database that would be reset: %1.</source>
            <translation>La fuente es la base de datos que se restablecería: %1.</translation>
        </message>
        <message>
            <source>Name another one: --source-db URL, or SOURCE_DB_CONNECTION_STRING in .env.</source>
            <translation>Indicar otra: --source-db URL, o SOURCE_DB_CONNECTION_STRING en .env.</translation>
        </message>
        <message>
            <source>The address of the source leads to another database by now.</source>
            <translation>La dirección de la fuente lleva ahora a otra base de datos.</translation>
        </message>
        <message>
            <source>Plan again, and look at the plan.</source>
            <translation>Volver a planificar y revisar el plan.</translation>
        </message>
        <message>
            <source>“%1” names no table.</source>
            <translation>“%1” no nombra ninguna tabla.</translation>
        </message>
        <message>
            <source>As in: items, public.items, "it*"</source>
            <translation>Como en: items, public.items, "it*"</translation>
        </message>
        <message>
            <source>A quote in “%1” is not closed.</source>
            <translation>Una comilla en “%1” no está cerrada.</translation>
        </message>
        <message>
            <source>“%1” may be any of several tables.</source>
            <translation>“%1” puede ser cualquiera de varias tablas.</translation>
        </message>
        <message>
            <source>Name it with its schema: %1</source>
            <translation>Nombrarla con su esquema: %1</translation>
        </message>
        <message>
            <source>%1 is %2: it is never exported, imported or wiped.</source>
            <translation>%1 es %2: nunca se exporta, importa ni vacía.</translation>
        </message>
        <message>
            <source>Name tables of the application.</source>
            <translation>Nombrar tablas de la aplicación.</translation>
        </message>
        <message>
            <source>No table is like “%1”.</source>
            <translation>Ninguna tabla coincide con “%1”.</translation>
        </message>
        <message>
            <source>Patterns go in quotes, so that the shell leaves them alone.</source>
            <translation>Los patrones van entre comillas, para que el shell no los toque.</translation>
        </message>
        <message>
            <source>The Data page lists the tables.</source>
            <translation>La página Datos lista las tablas.</translation>
        </message>
        <message>
            <source>Is it %1?</source>
            <translation>¿Es %1?</translation>
        </message>
        <message>
            <source>none</source>
            <translation>ninguno</translation>
        </message>
        <message>
            <source>%1 percentage points</source>
            <translation>%1 puntos porcentuales</translation>
        </message>
        <message>
            <source>Nothing is stored, expected is %1.</source>
            <translation>No hay nada almacenado, se espera %1.</translation>
        </message>
        <message>
            <source>Stored is %1, but nothing in the subtree has a date.</source>
            <translation>Hay almacenado %1, pero nada en el subárbol tiene fecha.</translation>
        </message>
        <message>
            <source>Stored %1, expected %2: %3 too deep.</source>
            <translation>Almacenado %1, esperado %2: %3 de más.</translation>
        </message>
        <message>
            <source>Stored %1, expected %2: %3 too high.</source>
            <translation>Almacenado %1, esperado %2: %3 de menos.</translation>
        </message>
        <message>
            <source>Stored %1 is %3 later than the expected %2.</source>
            <translation>El almacenado %1 es %3 posterior al esperado %2.</translation>
        </message>
        <message>
            <source>Stored %1 is %3 earlier than the expected %2.</source>
            <translation>El almacenado %1 es %3 anterior al esperado %2.</translation>
        </message>
        <message>
            <source>Stored %1, expected %2: %3 too many.</source>
            <translation>Almacenado %1, esperado %2: %3 de más.</translation>
        </message>
        <message>
            <source>Stored %1, expected %2: %3 missing.</source>
            <translation>Almacenado %1, esperado %2: %3 de menos.</translation>
        </message>
        <message>
            <source>The item names itself as its parent; it is shown as a root.</source>
            <translation>El elemento se nombra a sí mismo como padre; se muestra como raíz.</translation>
        </message>
        <message>
            <source>The chain of parents leads back here. The edge to parent %1 closes it and is left out, since this member was the highest before.</source>
            <translation>La cadena de padres vuelve aquí. La arista al padre %1 la cierra y se omite, ya que este miembro era antes el más alto.</translation>
        </message>
        <message>
            <source>The chain of parents leads back here through parent %1.</source>
            <translation>La cadena de padres vuelve aquí a través del padre %1.</translation>
        </message>
        <message>
            <source>Parent %1 does not exist; the item and %2 below are shown apart.</source>
            <translation>El elemento superior %1 no existe; el elemento y %2 por debajo se muestran aparte.</translation>
        </message>
        <message>
            <source>Parent %1 belongs to another organization and does not count the item.</source>
            <translation>El padre %1 pertenece a otra organización y no cuenta el elemento.</translation>
        </message>
        <message>
            <source>The stored path names parent %1, but the parent is %2: moved without a path update.</source>
            <translation>La ruta almacenada nombra al padre %1, pero el padre es %2: movido sin actualizar la ruta.</translation>
        </message>
        <message>
            <source>The item is live, its parent %1 is deleted.</source>
            <translation>El elemento está activo, su padre %1 está eliminado.</translation>
        </message>
        <message>
            <source>The item is live, its parent %1 is archived.</source>
            <translation>El elemento está activo, su padre %1 está archivado.</translation>
        </message>
        <message>
            <source>The item lies %1 levels below its root; the limit is %2.</source>
            <translation>El elemento está %1 niveles por debajo de su raíz; el límite es %2.</translation>
        </message>
        <message>
            <source>A sibling has position %1, too.</source>
            <translation>Un hermano también tiene la posición %1.</translation>
        </message>
        <message>
            <source>The stored path differs; expected is %1.</source>
            <translation>La ruta almacenada difiere; se espera %1.</translation>
        </message>
        <message>
            <source>Stored is %1, expected %2.</source>
            <translation>Almacenado %1, esperado %2.</translation>
        </message>
        <message>
            <source>The item starts on %1 and ends on %2; it is read as the interval between them.</source>
            <translation>El elemento empieza el %1 y termina el %2; se lee como el intervalo entre ambos.</translation>
        </message>
        <message>
            <source>Changed within the last minutes: in flight, not counted.</source>
            <translation>Modificado en los últimos minutos: en curso, no contado.</translation>
        </message>
        <message>
            <source>The difference began here.</source>
            <translation>La diferencia empezó aquí.</translation>
        </message>
        <message>
            <source>Inherited: it follows from the parent's stored value.</source>
            <translation>Heredado: se deriva del valor almacenado del padre.</translation>
        </message>
        <message>
            <source>Inherited: it follows from the children's stored values.</source>
            <translation>Heredado: se deriva de los valores almacenados de los hijos.</translation>
        </message>
        <message>
            <source>A number has more digits than Arborist compares (18 in all, 9 decimals).</source>
            <translation>Un número tiene más dígitos de los que Arborist compara (18 en total, 9 decimales).</translation>
        </message>
        <message>
            <source>Declare the column as numeric(18,9) or narrower, or leave it out of the mapping in arborist.toml.</source>
            <translation>Declarar la columna como numeric(18,9) o más estrecha, u omitirla de la asignación en arborist.toml.</translation>
        </message>
        <message>
            <source>A number is NaN or infinite.</source>
            <translation>Un número es NaN o infinito.</translation>
        </message>
        <message>
            <source>Correct the value, or leave the column out of the mapping.</source>
            <translation>Corregir el valor u omitir la columna de la asignación.</translation>
        </message>
        <message>
            <source>There is no rule “%1”.</source>
            <translation>No existe la regla “%1”.</translation>
        </message>
        <message>
            <source>Rules: %1.</source>
            <translation>Reglas: %1.</translation>
        </message>
        <message>
            <source>“%1” is no value of %2.</source>
            <translation>“%1” no es un valor de %2.</translation>
        </message>
        <message>
            <source>Values: %1.</source>
            <translation>Valores: %1.</translation>
        </message>
        <message>
            <source>The separator of a path is empty.</source>
            <translation>El separador de una ruta está vacío.</translation>
        </message>
        <message>
            <source>Write it as in path.separator=/</source>
            <translation>Escribirlo como en path.separator=/</translation>
        </message>
        <message>
            <source>“%1” is not a rule.</source>
            <translation>“%1” no es una regla.</translation>
        </message>
        <message>
            <source>Write it as in estimate_sum=leaves.</source>
            <translation>Escribirla como en estimate_sum=leaves.</translation>
        </message>
        <message>
            <source>arborist.toml declares %1, which outranks what is kept.</source>
            <translation>arborist.toml declara %1, que tiene prioridad sobre lo guardado.</translation>
        </message>
        <message>
            <source>Change it there, or leave out --keep-rules.</source>
            <translation>Cambiarlo allí u omitir --keep-rules.</translation>
        </message>
        <message>
            <source>all</source>
            <translation>todos</translation>
        </message>
        <message>
            <source>live or deleted</source>
            <translation>activos o eliminados</translation>
        </message>
        <message>
            <source>live or archived</source>
            <translation>activos o archivados</translation>
        </message>
        <message>
            <source>live</source>
            <translation>activos</translation>
        </message>
        <message>
            <source>own + %1 descendants</source>
            <translation>propio + descendientes %1</translation>
        </message>
        <message>
            <source>%1 descendants</source>
            <translation>descendientes %1</translation>
        </message>
        <message>
            <source>%1 leaves</source>
            <translation>nodos hoja %1</translation>
        </message>
        <message>
            <source>children, own where none has dates</source>
            <translation>hijos, propio si ninguno tiene fechas</translation>
        </message>
        <message>
            <source>own + children</source>
            <translation>propio + hijos</translation>
        </message>
        <message>
            <source>%1; start dates alone</source>
            <translation>%1; solo fechas de inicio</translation>
        </message>
        <message>
            <source>%1; end dates alone</source>
            <translation>%1; solo fechas de fin</translation>
        </message>
        <message>
            <source>done work of own + %1 descendants, 0 to %2</source>
            <translation>trabajo hecho de propio + descendientes %1, de 0 a %2</translation>
        </message>
        <message>
            <source>share of the %1 descendants that are done, 0 to %2</source>
            <translation>proporción de los descendientes %1 que están hechos, de 0 a %2</translation>
        </message>
        <message>
            <source>%1, rounded down</source>
            <translation>%1, redondeado hacia abajo</translation>
        </message>
        <message>
            <source>%1 separated by “%2”, %3</source>
            <translation>%1 separados por “%2”, %3</translation>
        </message>
        <message>
            <source>own label included</source>
            <translation>etiqueta propia incluida</translation>
        </message>
        <message>
            <source>ancestors only</source>
            <translation>solo antecesores</translation>
        </message>
        <message>
            <source>%1, “%2” at both ends</source>
            <translation>%1, “%2” en ambos extremos</translation>
        </message>
        <message>
            <source>%1, “%2” in front</source>
            <translation>%1, “%2” delante</translation>
        </message>
        <message>
            <source>%1, “%2” at the end</source>
            <translation>%1, “%2” al final</translation>
        </message>
        <message>
            <source>%1, and the item itself</source>
            <translation>%1, y el propio elemento</translation>
        </message>
        <message>
            <source>edges to the root, from %1</source>
            <translation>aristas hasta la raíz, desde %1</translation>
        </message>
        <message>
            <source>%1 children</source>
            <translation>hijos %1</translation>
        </message>
        <message>
            <source>%1 descendants that are done</source>
            <translation>descendientes %1 que están hechos</translation>
        </message>
        <message>
            <source>Rows of this table are filtered by a policy, so its health cannot be judged. Connect as the table's owner or a role with BYPASSRLS.</source>
            <translation>Una política filtra las filas de esta tabla, por lo que no se puede juzgar su salud. Conectarse como propietario de la tabla o con un rol con BYPASSRLS.</translation>
        </message>
        <message>
            <source>The parent column needs the type of %1.</source>
            <translation>La columna del padre necesita el tipo de %1.</translation>
        </message>
        <message>
            <source>a date or timestamp</source>
            <translation>una fecha o marca de tiempo</translation>
        </message>
        <message>
            <source>a number</source>
            <translation>un número</translation>
        </message>
        <message>
            <source>a whole number</source>
            <translation>un número entero</translation>
        </message>
        <message>
            <source>%1 has no column %2.</source>
            <translation>%1 no tiene ninguna columna %2.</translation>
        </message>
        <message>
            <source>Correct the name under [[hierarchy]] in arborist.toml, or leave it out.</source>
            <translation>Corregir el nombre bajo [[hierarchy]] en arborist.toml u omitirlo.</translation>
        </message>
        <message>
            <source>Column %1 of %2 is of type %3. %4</source>
            <translation>La columna %1 de %2 es de tipo %3. %4</translation>
        </message>
        <message>
            <source>Name another column under [[hierarchy]] in arborist.toml, or leave this one out.</source>
            <translation>Indicar otra columna bajo [[hierarchy]] en arborist.toml u omitir esta.</translation>
        </message>
        <message>
            <source>Ids are whole numbers, uuid or text.</source>
            <translation>Los ids son números enteros, uuid o texto.</translation>
        </message>
        <message>
            <source>A boolean or a timestamp is needed here.</source>
            <translation>Aquí se necesita un booleano o una marca de tiempo.</translation>
        </message>
        <message>
            <source>Needed here: %1.</source>
            <translation>Aquí se necesita: %1.</translation>
        </message>
        <message>
            <source>A sum needs an estimate column, and none is named.</source>
            <translation>Una suma necesita una columna de estimación y no se indica ninguna.</translation>
        </message>
        <message>
            <source>Its type does not fit %1.</source>
            <translation>Su tipo no encaja con %1.</translation>
        </message>
        <message>
            <source>a number or text</source>
            <translation>un número o texto</translation>
        </message>
        <message>
            <source>A path is text.</source>
            <translation>Una ruta es texto.</translation>
        </message>
        <message>
            <source>A row of %1 has no id.</source>
            <translation>Una fila de %1 no tiene id.</translation>
        </message>
        <message>
            <source>Map a column that is never NULL as the id.</source>
            <translation>Asignar como id una columna que nunca sea NULL.</translation>
        </message>
        <message>
            <source>An id in %1 is %2 bytes long: “%3…”.</source>
            <translation>Un id en %1 tiene %2 bytes: “%3…”.</translation>
        </message>
        <message>
            <source>Ids of up to %1 bytes are read. Correct the row, or map another column as the id.</source>
            <translation>Se leen ids de hasta %1 bytes. Corregir la fila o asignar otra columna como id.</translation>
        </message>
        <message>
            <source>%1 holds the id %2 twice.</source>
            <translation>%1 contiene dos veces el id %2.</translation>
        </message>
        <message>
            <source>A hierarchy needs ids that are unique; map the column that is.</source>
            <translation>Una jerarquía necesita ids únicos; asignar la columna que lo sea.</translation>
        </message>
        <message>
            <source>Column %1 of %2 has more than 65,535 different values.</source>
            <translation>La columna %1 de %2 tiene más de 65.535 valores distintos.</translation>
        </message>
        <message>
            <source>Map a column that holds a status, or none.</source>
            <translation>Asignar una columna que contenga un estado, o ninguna.</translation>
        </message>
        <message>
            <source>column %1 of item %2 in %3</source>
            <translation>columna %1 del elemento %2 en %3</translation>
        </message>
        <message>
            <source>Comparing</source>
            <translation>Comparando</translation>
        </message>
        <message>
            <source>%1 has no organization column.</source>
            <translation>%1 no tiene columna de organización.</translation>
        </message>
        <message>
            <source>Scan the whole table, or name the column under [[hierarchy]] in arborist.toml.</source>
            <translation>Analizar la tabla completa, o indicar la columna bajo [[hierarchy]] en arborist.toml.</translation>
        </message>
        <message>
            <source>The table has no rows</source>
            <translation>La tabla no tiene filas</translation>
        </message>
        <message>
            <source>%1 items, no drift</source>
            <translation>%1 elementos, sin desviación</translation>
        </message>
        <message>
            <source>1 origin</source>
            <translation>1 origen</translation>
        </message>
        <message>
            <source>%1 origins</source>
            <translation>%1 orígenes</translation>
        </message>
        <message>
            <source>%1 of %2 items drifted; %3</source>
            <translation>%1 de %2 elementos con desviación; %3</translation>
        </message>
        <message>
            <source>; %1 in flight</source>
            <translation>; %1 en curso</translation>
        </message>
        <message>
            <source>%1, scanned %2 in %3</source>
            <translation>%1, analizado %2 en %3</translation>
        </message>
        <message>
            <source>%1 (%2, or %3)</source>
            <translation>%1 (%2 o %3)</translation>
        </message>
        <message>
            <source>%1 = %2</source>
            <translation>%1 = %2</translation>
        </message>
        <message>
            <source>Rule unclear, not compared: %1.</source>
            <translation>Regla poco clara, sin comparar: %1.</translation>
        </message>
        <message>
            <source>Rule chosen for now: %1.</source>
            <translation>Regla elegida por ahora: %1.</translation>
        </message>
        <message>
            <source>declared in arborist.toml</source>
            <translation>declarada en arborist.toml</translation>
        </message>
        <message>
            <source>kept on this machine</source>
            <translation>guardada en este equipo</translation>
        </message>
        <message>
            <source>chosen for now</source>
            <translation>elegida por ahora</translation>
        </message>
        <message>
            <source>found in the data</source>
            <translation>deducida de los datos</translation>
        </message>
        <message>
            <source>unclear, not compared</source>
            <translation>poco clara, sin comparar</translation>
        </message>
        <message>
            <source>%1 is gone</source>
            <translation>%1 ya no existe</translation>
        </message>
        <message>
            <source>The table</source>
            <translation>La tabla</translation>
        </message>
        <message>
            <source>No permission to read %1</source>
            <translation>Sin permiso para leer %1</translation>
        </message>
        <message>
            <source>the hierarchy</source>
            <translation>la jerarquía</translation>
        </message>
        <message>
            <source>The hierarchies could not be read</source>
            <translation>No se pudieron leer las jerarquías</translation>
        </message>
        <message>
            <source>%1 could not be scanned</source>
            <translation>No se pudo analizar %1</translation>
        </message>
        <message>
            <source>1 finding</source>
            <translation>1 hallazgo</translation>
        </message>
        <message>
            <source>%1 findings</source>
            <translation>%1 hallazgos</translation>
        </message>
        <message>
            <source>more than %1</source>
            <translation>más de %1</translation>
        </message>
        <message>
            <source>%1 above and below</source>
            <translation>%1 por encima y por debajo</translation>
        </message>
        <message>
            <source>%1 above</source>
            <translation>%1 por encima</translation>
        </message>
        <message>
            <source>%1 below</source>
            <translation>%1 por debajo</translation>
        </message>
        <message>
            <source>%1 of %2 follow from here.</source>
            <translation>%1 de %2 derivan de aquí.</translation>
        </message>
        <message>
            <source>%1. %2</source>
            <translation>%1. %2</translation>
        </message>
        <message>
            <source>Changed within the last minutes: in flight, not counted. The next scan will tell.</source>
            <translation>Modificado en los últimos minutos: en curso, no contado. El próximo análisis lo dirá.</translation>
        </message>
        <message>
            <source>Origin of %1.</source>
            <translation>Origen de %1.</translation>
        </message>
        <message>
            <source>Origin of %1 here.</source>
            <translation>Origen de %1 aquí.</translation>
        </message>
        <message>
            <source>%1 inherited.</source>
            <translation>%1 por herencia.</translation>
        </message>
        <message>
            <source>%1 inherited from item %2.</source>
            <translation>%1 por herencia del elemento %2.</translation>
        </message>
        <message>
            <source>%1 = %2; %3 % of %4 inner items agree.</source>
            <translation>%1 = %2; el %3 % de %4 elementos interiores coincide.</translation>
        </message>
        <message>
            <source>Kept on this machine.</source>
            <translation>Guardada en este equipo.</translation>
        </message>
        <message>
            <source>The server does not count changes, so they cannot be captured for undo.</source>
            <translation>El servidor no cuenta los cambios, por lo que no se pueden capturar para deshacer.</translation>
        </message>
        <message>
            <source>Set track_counts = on, its default, for this database.</source>
            <translation>Establecer track_counts = on, su valor por defecto, para esta base de datos.</translation>
        </message>
        <message>
            <source>%1 was changed, and has no primary key.</source>
            <translation>%1 se cambió y no tiene clave primaria.</translation>
        </message>
        <message>
            <source>Without one its rows cannot be put back. Nothing was changed. Give the table a primary key, or leave it out.</source>
            <translation>Sin ella no se pueden restituir sus filas. No se cambió nada. Dar una clave primaria a la tabla u omitirla.</translation>
        </message>
        <message>
            <source>More than rows of %1 was changed.</source>
            <translation>Se cambió algo más que las filas de %1.</translation>
        </message>
        <message>
            <source>TRUNCATE, ALTER TABLE and the like cannot be taken back row by row. Nothing was changed.</source>
            <translation>TRUNCATE, ALTER TABLE y similares no se pueden deshacer fila por fila. No se cambió nada.</translation>
        </message>
        <message>
            <source>%1 has more than 64 columns.</source>
            <translation>%1 tiene más de 64 columnas.</translation>
        </message>
        <message>
            <source>Changes of such a table cannot be captured for undo. Nothing was changed.</source>
            <translation>Los cambios de una tabla así no se pueden capturar para deshacer. No se cambió nada.</translation>
        </message>
        <message>
            <source>Write %1</source>
            <translation>Escribir %1</translation>
        </message>
        <message>
            <source>Make %1</source>
            <translation>Crear %1</translation>
        </message>
        <message>
            <source>The new migration has no name.</source>
            <translation>La nueva migración no tiene nombre.</translation>
        </message>
        <message>
            <source>Name what it does, such as add_tags.</source>
            <translation>Nombrarla por lo que hace, por ejemplo add_tags.</translation>
        </message>
        <message>
            <source>“%1” cannot be the name of a file.</source>
            <translation>“%1” no puede ser el nombre de un archivo.</translation>
        </message>
        <message>
            <source>Leave slashes, control characters and a dot at the beginning out.</source>
            <translation>Omitir las barras, los caracteres de control y un punto al principio.</translation>
        </message>
        <message>
            <source>The name ends with %1, which tells kinds of files apart.</source>
            <translation>El nombre termina en %1, que distingue tipos de archivos.</translation>
        </message>
        <message>
            <source>Leave it out: the file gets its ending by itself.</source>
            <translation>Omitirlo: el archivo recibe su terminación por sí solo.</translation>
        </message>
        <message>
            <source>The name is longer than %1 bytes.</source>
            <translation>El nombre tiene más de %1 bytes.</translation>
        </message>
        <message>
            <source>Choose a shorter one.</source>
            <translation>Elegir uno más corto.</translation>
        </message>
        <message>
            <source>%1 is there already.</source>
            <translation>%1 ya existe.</translation>
        </message>
        <message>
            <source>Choose another name, or take that file away if it is left over.</source>
            <translation>Elegir otro nombre, o quitar ese archivo si es un resto.</translation>
        </message>
        <message>
            <source>%1 is a snapshot of another version than 7.</source>
            <translation>%1 es un snapshot de una versión distinta de la 7.</translation>
        </message>
        <message>
            <source>Run drizzle-kit up first.</source>
            <translation>Ejecutar antes drizzle-kit up.</translation>
        </message>
        <message>
            <source>With the prefix “none”, drizzle-kit does not find its own snapshots again: every generate makes the whole schema anew.</source>
            <translation>Con el prefijo “none”, drizzle-kit no vuelve a encontrar sus propios snapshots: cada generate crea de nuevo el esquema completo.</translation>
        </message>
        <message>
            <source>The snapshots of %1 have several ends: %2.</source>
            <translation>Los snapshots de %1 tienen varios finales: %2.</translation>
        </message>
        <message>
            <source>Run drizzle-kit check, and generate the merge first.</source>
            <translation>Ejecutar antes drizzle-kit check y generar la fusión.</translation>
        </message>
        <message>
            <source>“%1” does not make the name of a class.</source>
            <translation>“%1” no sirve como nombre de una clase.</translation>
        </message>
        <message>
            <source>Use letters, digits, blanks, - and _ only, a letter first.</source>
            <translation>Usar solo letras, dígitos, espacios, - y _, con una letra al principio.</translation>
        </message>
        <message>
            <source>“%1” has no letter and no digit.</source>
            <translation>“%1” no tiene ninguna letra ni ningún dígito.</translation>
        </message>
        <message>
            <source>Elsewhere, generate a migration and apply it: arboristctl generate, arboristctl migrate.</source>
            <translation>En otros entornos, generar una migración y aplicarla: arboristctl generate, arboristctl migrate.</translation>
        </message>
        <message>
            <source>Push is for local development; “%1” is not a stage of development.</source>
            <translation>Push es para el desarrollo local; “%1” no es un entorno de desarrollo.</translation>
        </message>
        <message>
            <source>Push is for local development; the database of “%1” is not on this machine.</source>
            <translation>Push es para el desarrollo local; la base de datos de “%1” no está en este equipo.</translation>
        </message>
        <message>
            <source>The project has no command that pushes.</source>
            <translation>El proyecto no tiene ningún comando que haga push.</translation>
        </message>
        <message>
            <source>Write one as push under [migrations] in arborist.toml, for instance push = "npx drizzle-kit push".</source>
            <translation>Escribir uno como push en [migrations] de arborist.toml, por ejemplo push = "npx drizzle-kit push".</translation>
        </message>
        <message>
            <source>Let drizzle.config read it from variables, as in dbCredentials: { url: process.env.DATABASE_URL }.</source>
            <translation>Hacer que drizzle.config la lea de variables, como en dbCredentials: { url: process.env.DATABASE_URL }.</translation>
        </message>
        <message>
            <source>the snapshot of %1</source>
            <translation>el snapshot de %1</translation>
        </message>
        <message>
            <source>the models, by drizzle-kit export</source>
            <translation>los modelos, mediante drizzle-kit export</translation>
        </message>
        <message>
            <source>Run “%1”</source>
            <translation>Ejecutar “%1”</translation>
        </message>
        <message>
            <source>The files that it makes are taken away by undo, and those that it changes are written back.</source>
            <translation>Deshacer quita los archivos que cree el comando y restituye los que cambie.</translation>
        </message>
        <message>
            <source>The hint “%1” is not understood.</source>
            <translation>La indicación “%1” no se entiende.</translation>
        </message>
        <message>
            <source>Write public.items.title=new for something new, or public.items.title=public.items.name for what was called so before; with “enum:” and the like before it for what is neither a column nor a table.</source>
            <translation>Escribir public.items.title=new para algo nuevo, o public.items.title=public.items.name para lo que antes se llamaba así; con “enum:” o similar delante para lo que no sea ni columna ni tabla.</translation>
        </message>
        <message>
            <source>%1: its code could not be read.</source>
            <translation>%1: no se pudo leer su código.</translation>
        </message>
        <message>
            <source>%1, line %2; TypeORM runs it:</source>
            <translation>%1, línea %2; lo ejecuta TypeORM:</translation>
        </message>
        <message>
            <source>TypeORM takes back what was applied last, and that is %1 rather than %2.</source>
            <translation>TypeORM deshace lo último que se aplicó, y eso es %1 y no %2.</translation>
        </message>
        <message>
            <source>Take back all that come after it: arboristctl rollback --to NAME. One without a file has to be brought back from git first.</source>
            <translation>Deshacer todas las que vienen después: arboristctl rollback --to NAME. Una sin archivo se debe recuperar antes de git.</translation>
        </message>
        <message>
            <source>%1 can only be run by %2 itself, and is not rehearsed.</source>
            <translation>%1 solo la puede ejecutar el propio %2, y no se ensaya.</translation>
        </message>
        <message>
            <source>Rehearse it on a database of your own, by the project's own command.</source>
            <translation>Ensayarla en una base de datos propia, con el comando propio del proyecto.</translation>
        </message>
        <message>
            <source>Making a copy</source>
            <translation>Creando una copia</translation>
        </message>
        <message>
            <source>Without rows, the durations say nothing of the stage's own, and no value can be in the way.</source>
            <translation>Sin filas, las duraciones no dicen nada de las del propio entorno, y ningún valor puede estorbar.</translation>
        </message>
        <message>
            <source>Rehearsing</source>
            <translation>Ensayando</translation>
        </message>
        <message>
            <source>The schema could not be read: %1</source>
            <translation>No se pudo leer el esquema: %1</translation>
        </message>
        <message>
            <source>Check that the role may read it, and that nobody holds a lock on it.</source>
            <translation>Comprobar que el rol pueda leerlo, y que nadie mantenga un bloqueo sobre él.</translation>
        </message>
        <message>
            <source>Copying the schema</source>
            <translation>Copiando el esquema</translation>
        </message>
        <message>
            <source>%1… (%2)</source>
            <translation>%1… (%2)</translation>
        </message>
        <message>
            <source>%n statements of the schema could not be copied: %1.</source>
            <translation>No se pudieron copiar %n sentencias del esquema: %1.</translation>
        </message>
        <message>
            <source>%1 is a pooler: migrations need a session of their own, whose locks and settings stay theirs.</source>
            <translation>%1 es un pool de conexiones: las migraciones necesitan una sesión propia, cuyos bloqueos y ajustes sigan siendo suyos.</translation>
        </message>
        <message>
            <source>Give the stage the address of the server itself, mostly port 5432 instead of the pooler's.</source>
            <translation>Dar al entorno la dirección del propio servidor, normalmente el puerto 5432 en lugar del puerto del pool de conexiones.</translation>
        </message>
        <message>
            <source>Give the stage the address of the server itself: %1</source>
            <translation>Dar al entorno la dirección del propio servidor: %1</translation>
        </message>
        <message>
            <source>There is no index %1 yet.</source>
            <translation>Aún no hay ningún índice %1.</translation>
        </message>
        <message>
            <source>The index %1 is there and valid.</source>
            <translation>El índice %1 está y es válido.</translation>
        </message>
        <message>
            <source>The index %1 was left INVALID: writes keep it up to date, no query uses it.</source>
            <translation>El índice %1 quedó INVALID: las escrituras lo mantienen al día, ninguna consulta lo usa.</translation>
        </message>
        <message>
            <source>The index %1 is still there.</source>
            <translation>El índice %1 sigue ahí.</translation>
        </message>
        <message>
            <source>The index %1 is gone.</source>
            <translation>El índice %1 ya no está.</translation>
        </message>
        <message>
            <source>%1 is no partition of %2 any more.</source>
            <translation>%1 ya no es una partición de %2.</translation>
        </message>
        <message>
            <source>%1 is still a partition of %2.</source>
            <translation>%1 sigue siendo una partición de %2.</translation>
        </message>
        <message>
            <source>%1 is half way out of %2.</source>
            <translation>%1 está a medio separar de %2.</translation>
        </message>
        <message>
            <source>%1 is there.</source>
            <translation>%1 está.</translation>
        </message>
        <message>
            <source>%1 is not there.</source>
            <translation>%1 no está.</translation>
        </message>
        <message>
            <source>It does no harm to run it again.</source>
            <translation>Volver a ejecutarla no hace daño.</translation>
        </message>
        <message>
            <source>The catalog does not tell whether it took effect.</source>
            <translation>El catálogo no indica si surtió efecto.</translation>
        </message>
        <message>
            <source>The first %1 of %2 statements are in effect already.</source>
            <translation>Las primeras %1 de %2 sentencias ya surtieron efecto.</translation>
        </message>
        <message>
            <source>In a transaction:</source>
            <translation>En una transacción:</translation>
        </message>
        <message>
            <source>Outside of a transaction:</source>
            <translation>Fuera de una transacción:</translation>
        </message>
        <message>
            <source>The ledger:</source>
            <translation>El registro de migraciones:</translation>
        </message>
        <message>
            <source>%1 was applied later and would stay: only the last migrations can be taken back.</source>
            <translation>%1 se aplicó después y quedaría: solo se pueden revertir las últimas migraciones.</translation>
        </message>
        <message>
            <source>Take it back as well: arboristctl rollback --to NAME takes back all that comes after NAME.</source>
            <translation>Revertirla también: arboristctl rollback --to NAME revierte todo lo que viene después de NAME.</translation>
        </message>
        <message>
            <source>Install the extension %1 on the server's machine, or choose a server that has it. To be had there: %2</source>
            <translation>Instalar la extensión %1 en el equipo del servidor, o elegir un servidor que la tenga. Disponible allí: %2</translation>
        </message>
        <message>
            <source>If an extension brings it, create that in a migration before this one. To be had there: %1</source>
            <translation>Si la aporta una extensión, crear esta en una migración anterior. Disponible allí: %1</translation>
        </message>
        <message>
            <source>%1, statement %2 of %3: %4</source>
            <translation>%1, sentencia %2 de %3: %4</translation>
        </message>
        <message>
            <source>The server is PostgreSQL %1: check the syntax, and whether it came with a later version.</source>
            <translation>El servidor es PostgreSQL %1: comprobar la sintaxis, y si llegó con una versión posterior.</translation>
        </message>
        <message>
            <source>Roles belong to all databases of the server; another one's migrations have made it there. Make it only where it is missing (DO block with a look at pg_roles), or record the migration as applied.</source>
            <translation>Los roles pertenecen a todas las bases de datos del servidor; las migraciones de otra lo han creado allí. Crearlo solo donde falte (bloque DO que consulte pg_roles), o registrar la migración como aplicada.</translation>
        </message>
        <message>
            <source>A new value of an enum has to be committed before it is used. Run each migration in a transaction of its own (--transaction each), or move the use to the next migration.</source>
            <translation>Un nuevo valor de un enum tiene que estar confirmado antes de usarse. Ejecutar cada migración en una transacción propia (--transaction each), o pasar el uso a la siguiente migración.</translation>
        </message>
        <message>
            <source>This statement cannot run in a transaction: run each migration on its own (--transaction each), or every statement (--transaction none).</source>
            <translation>Esta sentencia no se puede ejecutar en una transacción: ejecutar cada migración por separado (--transaction each), o cada sentencia (--transaction none).</translation>
        </message>
        <message>
            <source>It is there already: where an earlier way brought it, record the migration as applied (arboristctl baseline --only NAME).</source>
            <translation>Ya existe: si llegó antes por otra vía, registrar la migración como aplicada (arboristctl baseline --only NAME).</translation>
        </message>
        <message>
            <source>%1 is no SQL: only %2 itself can run it.</source>
            <translation>%1 no es SQL: solo el propio %2 puede ejecutarla.</translation>
        </message>
        <message>
            <source>Run the project's own command; status will follow.</source>
            <translation>Ejecutar el comando propio del proyecto; status lo reflejará.</translation>
        </message>
        <message>
            <source>There is no migration “%1” in %2 (%3).</source>
            <translation>No existe la migración “%1” en %2 (%3).</translation>
        </message>
        <message>
            <source>“%1” could be several migrations (%2).</source>
            <translation>“%1” podría ser varias migraciones (%2).</translation>
        </message>
        <message>
            <source>arboristctl status shows their names.</source>
            <translation>arboristctl status muestra sus nombres.</translation>
        </message>
        <message>
            <source>%1 is applied already.</source>
            <translation>%1 ya está aplicada.</translation>
        </message>
        <message>
            <source>arboristctl status shows what is pending.</source>
            <translation>arboristctl status muestra lo que está pendiente.</translation>
        </message>
        <message>
            <source>%1 (--from) comes after %2 (--to).</source>
            <translation>%1 (--from) viene después de %2 (--to).</translation>
        </message>
        <message>
            <source>%1 is not applied.</source>
            <translation>%1 no está aplicada.</translation>
        </message>
        <message>
            <source>%1 (--to) is not applied.</source>
            <translation>%1 (--to) no está aplicada.</translation>
        </message>
        <message>
            <source>The project has no migrations in %1 any more.</source>
            <translation>El proyecto ya no tiene migraciones en %1.</translation>
        </message>
        <message>
            <source>The run %1 applied its migrations from there. Put the folder back, or name it in [migrations] of arborist.toml.</source>
            <translation>La ejecución %1 aplicó sus migraciones desde allí. Devolver la carpeta a su lugar, o indicarla en [migrations] de arborist.toml.</translation>
        </message>
        <message>
            <source>Line %1 changes rows (%2…); that is not taken back.</source>
            <translation>La línea %1 cambia filas (%2…); eso no se revierte.</translation>
        </message>
        <message>
            <source>Line %1 (%2…) leaves no trace in a snapshot; take it back by hand.</source>
            <translation>La línea %1 (%2…) no deja rastro en un snapshot; revertirla a mano.</translation>
        </message>
        <message>
            <source>Proposed from what the models said before %1 and after it. Nobody has run it: read it, and change what is not right.</source>
            <translation>Propuesto a partir de lo que decían los modelos antes de %1 y después. Nadie lo ha ejecutado: leerlo y cambiar lo que no sea correcto.</translation>
        </message>
        <message>
            <source>The two snapshots are the same.</source>
            <translation>Los dos snapshots son iguales.</translation>
        </message>
        <message>
            <source>%1 keeps no snapshots of the schema.</source>
            <translation>%1 no guarda snapshots del esquema.</translation>
        </message>
        <message>
            <source>Write the way back by hand.</source>
            <translation>Escribir el camino de vuelta a mano.</translation>
        </message>
        <message>
            <source>There is no snapshot of %1.</source>
            <translation>No hay ningún snapshot de %1.</translation>
        </message>
        <message>
            <source>A migration that was made without drizzle-kit has none. Write the way back by hand.</source>
            <translation>Una migración creada sin drizzle-kit no tiene ninguno. Escribir el camino de vuelta a mano.</translation>
        </message>
        <message>
            <source>%1 and another migration share the snapshot %2, and it holds what came last.</source>
            <translation>%1 y otra migración comparten el snapshot %2, y este contiene lo último.</translation>
        </message>
        <message>
            <source>%1 is a snapshot of version %2.</source>
            <translation>%1 es un snapshot de la versión %2.</translation>
        </message>
        <message>
            <source>%1 is a snapshot of a version that is not read: %2.</source>
            <translation>%1 es un snapshot de una versión que no se lee: %2.</translation>
        </message>
        <message>
            <source>Those of drizzle-kit 0.31 and 1.0 are.</source>
            <translation>Se leen los de drizzle-kit 0.31 y 1.0.</translation>
        </message>
        <message>
            <source>The snapshot that %1 follows is not there.</source>
            <translation>El snapshot al que sigue %1 no está.</translation>
        </message>
        <message>
            <source>Restore it from the history of the project, or write the way back by hand.</source>
            <translation>Restaurarlo del historial del proyecto, o escribir el camino de vuelta a mano.</translation>
        </message>
        <message>
            <source>Check that it is there, and its permissions.</source>
            <translation>Comprobar que esté, y sus permisos.</translation>
        </message>
        <message>
            <source>%1 is larger than %2 and is not read.</source>
            <translation>%1 es mayor que %2 y no se lee.</translation>
        </message>
        <message>
            <source>Check that this is the intended file.</source>
            <translation>Comprobar que este sea el archivo deseado.</translation>
        </message>
        <message>
            <source>The chain of snapshots is broken: %1.</source>
            <translation>La cadena de snapshots está rota: %1.</translation>
        </message>
        <message>
            <source>Restore the folders from the history of the project, or write the way back by hand.</source>
            <translation>Restaurar las carpetas del historial del proyecto, o escribir el camino de vuelta a mano.</translation>
        </message>
        <message>
            <source>its configuration has no dbCredentials that can be read</source>
            <translation>su configuración no tiene ningún dbCredentials que se pueda leer</translation>
        </message>
        <message>
            <source>it uses the driver “%1”, which has no address of a server</source>
            <translation>usa el controlador “%1”, que no tiene dirección de un servidor</translation>
        </message>
        <message>
            <source>%1 of its configuration is code that would have to be run</source>
            <translation>%1 de su configuración es código que habría que ejecutar</translation>
        </message>
        <message>
            <source>its configuration reads no variable for the address</source>
            <translation>su configuración no lee ninguna variable para la dirección</translation>
        </message>
        <message>
            <source>It cannot be told which database the project's push would change: %1.</source>
            <translation>No se puede saber qué base de datos cambiaría el push del proyecto: %1.</translation>
        </message>
        <message>
            <source>its configuration sets variables itself (“%1”)</source>
            <translation>su configuración establece variables ella misma (“%1”)</translation>
        </message>
        <message>
            <source>Leave that out: variables that are set already have to stay as they are.</source>
            <translation>Omitirlo: las variables ya establecidas deben quedar como están.</translation>
        </message>
        <message>
            <source>its command names an address itself (“%1”)</source>
            <translation>su comando indica él mismo una dirección (“%1”)</translation>
        </message>
        <message>
            <source>Leave that option out, so that the configuration alone decides.</source>
            <translation>Omitir esa opción, para que decida solo la configuración.</translation>
        </message>
        <message>
            <source>its command sets %1 itself</source>
            <translation>su comando establece él mismo %1</translation>
        </message>
        <message>
            <source>Take that out of the script: the stage's address is handed over in it.</source>
            <translation>Quitarlo del script: en esa variable se pasa la dirección del entorno.</translation>
        </message>
        <message>
            <source>%1 stands for two different things in it</source>
            <translation>%1 representa en ella dos cosas distintas</translation>
        </message>
        <message>
            <source>the %1 in it is put together from several parts</source>
            <translation>%1 se compone en ella de varias partes</translation>
        </message>
        <message>
            <source>password</source>
            <translation>contraseña</translation>
        </message>
        <message>
            <source>the %1 in it is written out, “%2”, and the stage's is “%3”</source>
            <translation>%1 figura en ella por escrito, “%2”, y en el entorno es “%3”</translation>
        </message>
        <message>
            <source>the address in it has a form that is not understood</source>
            <translation>la dirección en ella tiene una forma que no se entiende</translation>
        </message>
        <message>
            <source>the stage is reached by a socket, which has no place in an address that is put together from parts</source>
            <translation>al entorno se llega por un socket, que no tiene lugar en una dirección compuesta de partes</translation>
        </message>
        <message>
            <source>its address has parameters that lead elsewhere</source>
            <translation>su dirección tiene parámetros que llevan a otro lugar</translation>
        </message>
        <message>
            <source>user</source>
            <translation>usuario</translation>
        </message>
        <message>
            <source>host</source>
            <translation>host</translation>
        </message>
        <message>
            <source>port</source>
            <translation>puerto</translation>
        </message>
        <message>
            <source>database</source>
            <translation>base de datos</translation>
        </message>
        <message>
            <source>its configuration names neither url nor %1</source>
            <translation>su configuración no nombra ni url ni %1</translation>
        </message>
        <message>
            <source>read with the stage's values it says another one, %1 at %2</source>
            <translation>leída con los valores del entorno indica otra, %1 en %2</translation>
        </message>
        <message>
            <source>The folder %1 could not be made.</source>
            <translation>No se pudo crear la carpeta %1.</translation>
        </message>
        <message>
            <source>Check the permissions of the folder above it.</source>
            <translation>Comprobar los permisos de la carpeta superior.</translation>
        </message>
        <message>
            <source>Sequence %1, from its beginning</source>
            <translation>Secuencia %1, desde el principio</translation>
        </message>
        <message>
            <source>Its rows do not come back.</source>
            <translation>Sus filas no vuelven.</translation>
        </message>
        <message>
            <source>Table %1, without its rows</source>
            <translation>Tabla %1, sin sus filas</translation>
        </message>
        <message>
            <source>What was in it does not come back; NOT NULL fails where the table has rows: fill it first, or leave NOT NULL out.</source>
            <translation>Lo que contenía no vuelve; NOT NULL falla si la tabla tiene filas: rellenarla antes, u omitir NOT NULL.</translation>
        </message>
        <message>
            <source>What was in it does not come back.</source>
            <translation>Lo que contenía no vuelve.</translation>
        </message>
        <message>
            <source>Column %1.%2, without its values</source>
            <translation>Columna %1.%2, sin sus valores</translation>
        </message>
        <message>
            <source>Column %1.%2, with what is in it</source>
            <translation>Columna %1.%2, con su contenido</translation>
        </message>
        <message>
            <source>Column %1.%2 was “%3”: change it back by hand.</source>
            <translation>La columna %1.%2 era “%3”: volver a cambiarla a mano.</translation>
        </message>
        <message>
            <source>Column %1.%2 has to be changed back by hand.</source>
            <translation>La columna %1.%2 se tiene que volver a cambiar a mano.</translation>
        </message>
        <message>
            <source>Fails, or cuts off, where a value does not fit into %1.</source>
            <translation>Falla, o recorta, si un valor no cabe en %1.</translation>
        </message>
        <message>
            <source>Values of %1.%2 may not fit into %3.</source>
            <translation>Puede que valores de %1.%2 no quepan en %3.</translation>
        </message>
        <message>
            <source>Fails where a row has no value by now.</source>
            <translation>Falla si para entonces una fila no tiene valor.</translation>
        </message>
        <message>
            <source>Fails while a row holds a value that %1 did not have.</source>
            <translation>Falla mientras una fila contenga un valor que %1 no tenía.</translation>
        </message>
        <message>
            <source>Rows may hold values that %1 did not have before.</source>
            <translation>Las filas pueden contener valores que %1 no tenía antes.</translation>
        </message>
        <message>
            <source>Table %1, with its rows</source>
            <translation>Tabla %1, con sus filas</translation>
        </message>
        <message>
            <source>Sequence %1, with its place</source>
            <translation>Secuencia %1, con su posición</translation>
        </message>
        <message>
            <source>The role %1 belongs to the whole server, and stays.</source>
            <translation>El rol %1 pertenece al servidor entero y se mantiene.</translation>
        </message>
        <message>
            <source>The data source %1 is TypeScript, and neither ts-node nor tsx is installed.</source>
            <translation>La fuente de datos %1 es TypeScript, y no está instalado ni ts-node ni tsx.</translation>
        </message>
        <message>
            <source>TypeORM of the project</source>
            <translation>TypeORM del proyecto</translation>
        </message>
        <message>
            <source>Add a script %1 to package.json, or write the project's own command as %2 under [migrations] in arborist.toml, for instance %2 = "npx typeorm %1 -d dist/data-source.js". To record migrations without running them: arboristctl baseline</source>
            <translation>Añadir un script %1 a package.json, o escribir el comando propio del proyecto como %2 en [migrations] de arborist.toml, por ejemplo %2 = "npx typeorm %1 -d dist/data-source.js". Para registrar migraciones sin ejecutarlas: arboristctl baseline</translation>
        </message>
        <message>
            <source>%1 is not installed for %2, and only TypeORM itself can run its migrations.</source>
            <translation>%1 no está instalado para %2, y solo el propio TypeORM puede ejecutar sus migraciones.</translation>
        </message>
        <message>
            <source>Install the project's packages (npm install, in the folder of its package.json), then try again. To record migrations without running them: arboristctl baseline</source>
            <translation>Instalar los paquetes del proyecto (npm install, en la carpeta de su package.json) y volver a intentarlo. Para registrar migraciones sin ejecutarlas: arboristctl baseline</translation>
        </message>
        <message>
            <source>No data source of TypeORM was found for %1, and only TypeORM itself can run its migrations.</source>
            <translation>No se encontró ninguna fuente de datos de TypeORM para %1, y solo el propio TypeORM puede ejecutar sus migraciones.</translation>
        </message>
        <message>
            <source>It cannot be told which database “%1” would change: it contains “%2”.</source>
            <translation>No se puede saber qué base de datos cambiaría “%1”: contiene “%2”.</translation>
        </message>
        <message>
            <source>Name a command that runs TypeORM by Node.js on this machine, as %1 under [migrations] in arborist.toml.</source>
            <translation>Indicar un comando que ejecute TypeORM con Node.js en este equipo, como %1 en [migrations] de arborist.toml.</translation>
        </message>
        <message>
            <source>Table %1 with its %2 rows</source>
            <translation>Tabla %1 con sus %2 filas</translation>
        </message>
        <message>
            <source>The %2 rows of %1</source>
            <translation>Las %2 filas de %1</translation>
        </message>
        <message>
            <source>Rows of %1 (it has %2)</source>
            <translation>Filas de %1 (tiene %2)</translation>
        </message>
        <message>
            <source>about %1</source>
            <translation>unas %1</translation>
        </message>
        <message>
            <source>Column %1.%2 with what is in it (%3 rows)</source>
            <translation>Columna %1.%2 con su contenido (%3 filas)</translation>
        </message>
        <message>
            <source>%1 has no list of entries.</source>
            <translation>%1 no tiene ninguna lista de entradas.</translation>
        </message>
        <message>
            <source>Restore it from the history of the project.</source>
            <translation>Restaurarlo del historial del proyecto.</translation>
        </message>
        <message>
            <source>“%1” cannot be run: %2</source>
            <translation>“%1” no se puede ejecutar: %2</translation>
        </message>
        <message>
            <source>Nothing was changed. Try “%1 --help” in %2; a program started from the desktop may have another PATH than your terminal.</source>
            <translation>No se cambió nada. Probar “%1 --help” en %2; un programa iniciado desde el escritorio puede tener un PATH distinto del del terminal.</translation>
        </message>
        <message>
            <source>It cannot be told which database “%1” would change: no TypeORM was reached that takes its address from here.</source>
            <translation>No se puede saber qué base de datos cambiaría “%1”: no se alcanzó ningún TypeORM que tome su dirección de aquí.</translation>
        </message>
        <message>
            <source>Nothing was changed. Name a command that runs TypeORM by Node.js on this machine and hands its arguments on, as run and revert under [migrations] in arborist.toml.</source>
            <translation>No se cambió nada. Indicar un comando que ejecute TypeORM con Node.js en este equipo y le pase sus argumentos, como run y revert en [migrations] de arborist.toml.</translation>
        </message>
        <message>
            <source>Table %1, with its rows: %2</source>
            <translation>Tabla %1, con sus filas: %2</translation>
        </message>
        <message>
            <source>Column %1, with its values: %2</source>
            <translation>Columna %1, con sus valores: %2</translation>
        </message>
        <message>
            <source>Taken back: %1</source>
            <translation>Revertido: %1</translation>
        </message>
        <message>
            <source>In effect and recorded: %1</source>
            <translation>En vigor y registrado: %1</translation>
        </message>
        <message>
            <source>Half way: of the %2 statements of %1, the first %3 are in effect, and the ledger is not told yet.</source>
            <translation>A medias: de las %2 sentencias de %1, las primeras %3 surtieron efecto, y el registro de migraciones aún no lo refleja.</translation>
        </message>
        <message>
            <source>Nothing of this run is in effect: all of it was one transaction.</source>
            <translation>Nada de esta ejecución surtió efecto: todo iba en una sola transacción.</translation>
        </message>
        <message>
            <source>Of %1 nothing is in effect.</source>
            <translation>De %1 nada surtió efecto.</translation>
        </message>
        <message>
            <source>To go on, mend the down script and roll back again.</source>
            <translation>Para continuar, corregir el script de vuelta (down) y revertir de nuevo.</translation>
        </message>
        <message>
            <source>To go on, roll back again.</source>
            <translation>Para continuar, revertir de nuevo.</translation>
        </message>
        <message>
            <source>To go on, run migrate again.</source>
            <translation>Para continuar, volver a ejecutar migrate.</translation>
        </message>
        <message>
            <source>To go on behind them, mend the rest of the file and run migrate again; to leave it at that: arboristctl baseline --only %1</source>
            <translation>Para continuar tras ellas, corregir el resto del archivo y volver a ejecutar migrate; para dejarlo así: arboristctl baseline --only %1</translation>
        </message>
        <message>
            <source>To go on, mend the file and run migrate again; if its changes are there already: arboristctl baseline --only %1</source>
            <translation>Para continuar, corregir el archivo y volver a ejecutar migrate; si sus cambios ya están: arboristctl baseline --only %1</translation>
        </message>
        <message>
            <source>To take back what this run applied: arboristctl rollback --steps %1</source>
            <translation>Para revertir lo que aplicó esta ejecución: arboristctl rollback --steps %1</translation>
        </message>
        <message>
            <source>%1, statement %2, was cut off: %3</source>
            <translation>%1, sentencia %2, se interrumpió: %3</translation>
        </message>
        <message>
            <source>Look whether it did, then run migrate with --unsure repeat or --unsure skip.</source>
            <translation>Averiguar si surtió efecto y ejecutar migrate con --unsure repeat o --unsure skip.</translation>
        </message>
        <message>
            <source>Ran before it: %1</source>
            <translation>Ejecutado antes: %1</translation>
        </message>
        <message>
            <source>Of %1 the first %2 statements are in effect, and the file says something else in them by now.</source>
            <translation>De %1 surtieron efecto las primeras %2 sentencias, y el archivo dice ahora otra cosa en ellas.</translation>
        </message>
        <message>
            <source>Put them back as they were and change only what follows; or record it as applied: arboristctl baseline --only %1</source>
            <translation>Dejarlas como estaban y cambiar solo lo que sigue; o registrarla como aplicada: arboristctl baseline --only %1</translation>
        </message>
        <message>
            <source>%1 The next run begins with: %2</source>
            <translation>%1 La próxima ejecución empieza por: %2</translation>
        </message>
        <message>
            <source>Reading the ledger</source>
            <translation>Leyendo el registro de migraciones</translation>
        </message>
        <message>
            <source>Record %1 as applied, without running it</source>
            <translation>Registrar %1 como aplicada, sin ejecutarla</translation>
        </message>
        <message>
            <source>Record %1 migrations as applied, up to %2, without running them</source>
            <translation>Registrar %1 migraciones como aplicadas, hasta %2, sin ejecutarlas</translation>
        </message>
        <message>
            <source>ACCESS EXCLUSIVE on %1</source>
            <translation>ACCESS EXCLUSIVE sobre %1</translation>
        </message>
        <message>
            <source>Rows of the ledger can be taken away again; the database itself is not changed.</source>
            <translation>Las filas del registro de migraciones se pueden volver a quitar; la base de datos en sí no se cambia.</translation>
        </message>
        <message>
            <source>The history keeps what the rows were.</source>
            <translation>El historial guarda cómo eran las filas.</translation>
        </message>
        <message>
            <source>The rows of %1 have no numbers.</source>
            <translation>Las filas de %1 no tienen números.</translation>
        </message>
        <message>
            <source>%1 has no row %2.</source>
            <translation>%1 no tiene la fila %2.</translation>
        </message>
        <message>
            <source>arboristctl status shows the rows that something is the matter with.</source>
            <translation>arboristctl status muestra las filas que tienen algún problema.</translation>
        </message>
        <message>
            <source>Take away row %1 (%2)</source>
            <translation>Quitar la fila %1 (%2)</translation>
        </message>
        <message>
            <source>Only the ledger of Drizzle 1.0 has names to be set.</source>
            <translation>Solo el registro de migraciones de Drizzle 1.0 tiene nombres que se puedan poner.</translation>
        </message>
        <message>
            <source>Name row %1 %2</source>
            <translation>Poner a la fila %1 el nombre %2</translation>
        </message>
        <message>
            <source>Mend %1 rows of the ledger</source>
            <translation>Corregir %1 filas del registro de migraciones</translation>
        </message>
        <message>
            <source>Row %1 is no longer what it was.</source>
            <translation>La fila %1 ya no es lo que era.</translation>
        </message>
        <message>
            <source>Look at the status, and plan again.</source>
            <translation>Revisar el estado y volver a planificar.</translation>
        </message>
        <message>
            <source>Planning the migrations</source>
            <translation>Planificando las migraciones</translation>
        </message>
        <message>
            <source>%1 holds no statement: nothing but its record is written.</source>
            <translation>%1 no contiene ninguna sentencia: solo se escribe su registro.</translation>
        </message>
        <message>
            <source>%1 cannot be part of one transaction for all.%2</source>
            <translation>%1 no puede formar parte de una sola transacción para todas.%2</translation>
        </message>
        <message>
            <source>Run each in a transaction of its own: --transaction each.</source>
            <translation>Ejecutar cada una en una transacción propia: --transaction each.</translation>
        </message>
        <message>
            <source>Their down scripts: arboristctl rollback --steps %1</source>
            <translation>Sus scripts de vuelta (down): arboristctl rollback --steps %1</translation>
        </message>
        <message>
            <source>%1 of them</source>
            <translation>%1 de ellas</translation>
        </message>
        <message>
            <source>No down script for %1: a backup made before brings back what was there.</source>
            <translation>Sin script de vuelta (down) para %1: una copia de seguridad hecha antes devuelve lo que había.</translation>
        </message>
        <message>
            <source>Write its way back into its file, as its tool wants it. Or restore a backup made before it.</source>
            <translation>Escribir su camino de vuelta en su archivo, tal como lo quiere su herramienta. O restaurar una copia de seguridad hecha antes de ella.</translation>
        </message>
        <message>
            <source>Drizzle keeps none. Write %1, or have one proposed from its snapshots and read it before you save it (Migrations page, “Propose a down script”; arboristctl rollback --propose). Or restore a backup made before it.</source>
            <translation>Drizzle no guarda ninguno. Escribir %1, o hacer que se proponga uno a partir de sus snapshots y leerlo antes de guardarlo (página Migraciones, “Proponer un script de vuelta (down)”; arboristctl rollback --propose). O restaurar una copia de seguridad hecha antes de ella.</translation>
        </message>
        <message>
            <source>%1 has no down script: there is no way back to run.</source>
            <translation>%1 no tiene script de vuelta (down): no hay camino de vuelta que ejecutar.</translation>
        </message>
        <message>
            <source>The down script of %1 holds no statement: nothing is taken back but the record, and migrate would run %1 again.</source>
            <translation>El script de vuelta (down) de %1 no contiene ninguna sentencia: no se deshace nada salvo el registro, y migrate volvería a ejecutar %1.</translation>
        </message>
        <message>
            <source>Planning the way back</source>
            <translation>Planificando el camino de vuelta</translation>
        </message>
        <message>
            <source>migrate applies them again.</source>
            <translation>migrate las vuelve a aplicar.</translation>
        </message>
        <message>
            <source>migrate applies them again, without what is lost: a backup made before brings that back.</source>
            <translation>migrate las vuelve a aplicar, sin lo que se pierde: eso lo recupera una copia de seguridad hecha antes.</translation>
        </message>
        <message>
            <source>Whatever down() of %1 takes away: it is code, and what it drops is not known before TypeORM runs it</source>
            <translation>Todo lo que quite down() de %1: es código, y lo que elimina no se sabe antes de que TypeORM lo ejecute</translation>
        </message>
        <message>
            <source>TypeORM reverts them by the project's own command, one after the other: %1</source>
            <translation>TypeORM las revierte con el comando propio del proyecto, una tras otra: %1</translation>
        </message>
        <message>
            <source>migrate applies them again, without what is lost: make a backup first.</source>
            <translation>migrate las vuelve a aplicar, sin lo que se pierde: hacer antes una copia de seguridad.</translation>
        </message>
        <message>
            <source>migration %1 of %2</source>
            <translation>migración %1 de %2</translation>
        </message>
        <message>
            <source>The ledger says that %1 is taken back, though “%2” ended with code %3.</source>
            <translation>El registro de migraciones dice que %1 está deshecha, aunque “%2” terminó con el código %3.</translation>
        </message>
        <message>
            <source>%1 is in effect as before.</source>
            <translation>%1 sigue en efecto como antes.</translation>
        </message>
        <message>
            <source>%1 is still recorded. It uses no transaction: what its down() did before it stopped stays.</source>
            <translation>%1 sigue registrada. No usa ninguna transacción: lo que hizo su down() antes de detenerse se mantiene.</translation>
        </message>
        <message>
            <source>Cancelled. Taken back: %1</source>
            <translation>Cancelado. Deshechas: %1</translation>
        </message>
        <message>
            <source>Roll back again to go on.</source>
            <translation>Revertir de nuevo para continuar.</translation>
        </message>
        <message>
            <source>“%1” was ended by signal %2 before it had taken back %3.</source>
            <translation>La señal %2 terminó “%1” antes de que hubiera deshecho %3.</translation>
        </message>
        <message>
            <source>“%1” ended without taking back %2.</source>
            <translation>“%1” terminó sin deshacer %2.</translation>
        </message>
        <message>
            <source>See what it wrote: TypeORM may keep its record in another table than %1.</source>
            <translation>Ver lo que escribió: puede que TypeORM lleve su registro en una tabla distinta de %1.</translation>
        </message>
        <message>
            <source>“%1” failed with code %2.</source>
            <translation>“%1” falló con el código %2.</translation>
        </message>
        <message>
            <source>Mend its down() and roll back again.</source>
            <translation>Corregir su down() y revertir de nuevo.</translation>
        </message>
        <message>
            <source>%1 is pending as well: TypeORM runs all that are, and cannot be told to run a part of them.</source>
            <translation>%1 también está pendiente: TypeORM ejecuta todas las pendientes, y no se le puede indicar que ejecute solo una parte.</translation>
        </message>
        <message>
            <source>Apply all of them, without --from, --to and --only. One whose changes are there already: arboristctl baseline --only %1</source>
            <translation>Aplicarlas todas, sin --from, --to ni --only. Una cuyos cambios ya están: arboristctl baseline --only %1</translation>
        </message>
        <message>
            <source>“%1” names the transaction mode itself: %2.</source>
            <translation>“%1” indica por sí mismo el modo de transacción: %2.</translation>
        </message>
        <message>
            <source>Leave out --transaction, or take the option out of the script.</source>
            <translation>Omitir --transaction, o quitar la opción del script.</translation>
        </message>
        <message>
            <source>%1 says by its property “transaction” how it wants to be run: with one transaction for all of them TypeORM runs nothing.</source>
            <translation>%1 dice con su propiedad “transaction” cómo quiere que se ejecute: con una sola transacción para todas, TypeORM no ejecuta nada.</translation>
        </message>
        <message>
            <source>TypeORM runs them by the project's own command: %1</source>
            <translation>TypeORM las ejecuta con el comando propio del proyecto: %1</translation>
        </message>
        <message>
            <source>They are code: which SQL they send, which locks it takes and what is lost is not known before TypeORM runs them.</source>
            <translation>Son código: qué SQL envían, qué bloqueos toman y qué se pierde no se sabe antes de que TypeORM las ejecute.</translation>
        </message>
        <message>
            <source>TypeORM's own revert, if their down() is what it should be: arboristctl rollback --steps %1</source>
            <translation>La reversión propia de TypeORM, si sus down() son lo que deben ser: arboristctl rollback --steps %1</translation>
        </message>
        <message>
            <source>%1 is pending by now, and was not when the plan was made.</source>
            <translation>%1 está ahora pendiente, y no lo estaba cuando se hizo el plan.</translation>
        </message>
        <message>
            <source>Look at the plan as it is now.</source>
            <translation>Revisar el plan tal como es ahora.</translation>
        </message>
        <message>
            <source>The ledger says that all of them are applied, though “%1” ended with code %2.</source>
            <translation>El registro de migraciones dice que están todas aplicadas, aunque “%1” terminó con el código %2.</translation>
        </message>
        <message>
            <source>TypeORM has also applied %1, which is not in %2.</source>
            <translation>TypeORM también ha aplicado %1, que no está en %2.</translation>
        </message>
        <message>
            <source>%1 is not recorded. It uses no transaction: what it did before it stopped stays.</source>
            <translation>%1 no está registrada. No usa ninguna transacción: lo que hizo antes de detenerse se mantiene.</translation>
        </message>
        <message>
            <source>Run migrate again to go on.</source>
            <translation>Volver a ejecutar migrate para continuar.</translation>
        </message>
        <message>
            <source>Cancelled. In effect: %1</source>
            <translation>Cancelado. Surtieron efecto: %1</translation>
        </message>
        <message>
            <source>“%1” was about to reach another database, and was kept from it.</source>
            <translation>“%1” iba a acceder a otra base de datos, y se le impidió.</translation>
        </message>
        <message>
            <source>Let the data source connect by the usual options of TypeORM's type postgres.</source>
            <translation>Hacer que la fuente de datos se conecte con las opciones habituales del tipo postgres de TypeORM.</translation>
        </message>
        <message>
            <source>“%1” was ended by signal %2 before it had applied %3.</source>
            <translation>La señal %2 terminó “%1” antes de que hubiera aplicado %3.</translation>
        </message>
        <message>
            <source>“%1” ended without applying %2.</source>
            <translation>“%1” terminó sin aplicar %2.</translation>
        </message>
        <message>
            <source>TypeORM does not know it, or keeps its record in another table than %1: look at “migrations” and “migrationsTableName” of the data source, and name the table under [migrations] in arborist.toml.</source>
            <translation>TypeORM no la conoce, o lleva su registro en una tabla distinta de %1: revisar “migrations” y “migrationsTableName” de la fuente de datos, e indicar la tabla en [migrations] de arborist.toml.</translation>
        </message>
        <message>
            <source>It never connected to the database. See what it wrote.</source>
            <translation>No llegó a conectarse a la base de datos. Ver lo que escribió.</translation>
        </message>
        <message>
            <source>Mend it and run migrate again; if its changes are there already: arboristctl baseline --only %1</source>
            <translation>Corregirla y volver a ejecutar migrate; si sus cambios ya están: arboristctl baseline --only %1</translation>
        </message>
        <message>
            <source>None of its own: what is dropped is gone.</source>
            <translation>Ninguno propio: lo que se elimina se pierde.</translation>
        </message>
        <message>
            <source>Whatever the models do not have: they could not be read, so that it cannot be told what</source>
            <translation>Todo lo que no tengan los modelos: no se pudieron leer, de modo que no se puede decir qué</translation>
        </message>
        <message>
            <source>The schema has changed since the plan was made.</source>
            <translation>El esquema ha cambiado desde que se hizo el plan.</translation>
        </message>
        <message>
            <source>The schema has changed.</source>
            <translation>El esquema ha cambiado.</translation>
        </message>
        <message>
            <source>The schema is as it was: there was nothing to do, or nothing was agreed to.</source>
            <translation>El esquema está como estaba: no había nada que hacer, o no se aprobó nada.</translation>
        </message>
        <message>
            <source>The schema has changed: what it did before it stopped stays, since it uses no transaction.</source>
            <translation>El esquema ha cambiado: lo que hizo antes de detenerse se mantiene, ya que no usa ninguna transacción.</translation>
        </message>
        <message>
            <source>The schema is as it was.</source>
            <translation>El esquema está como estaba.</translation>
        </message>
        <message>
            <source>It has to ask before it goes on, and has no terminal to ask at.</source>
            <translation>Tiene que preguntar antes de continuar, y no tiene ningún terminal donde preguntar.</translation>
        </message>
        <message>
            <source>Push in the window's console, or run arboristctl push in a terminal.</source>
            <translation>Hacer push en la consola de la ventana, o ejecutar arboristctl push en un terminal.</translation>
        </message>
        <message>
            <source>“%1” failed.</source>
            <translation>“%1” falló.</translation>
        </message>
        <message>
            <source>%1 Mend the cause, and push again.</source>
            <translation>%1 Corregir la causa y volver a hacer push.</translation>
        </message>
        <message>
            <source>Run %1 on a throw-away copy</source>
            <translation>Ejecutar %1 en una copia desechable</translation>
        </message>
        <message>
            <source>Run %1 migrations on a throw-away copy</source>
            <translation>Ejecutar %1 migraciones en una copia desechable</translation>
        </message>
        <message>
            <source>All of it ran, in %1 ms.</source>
            <translation>Se ejecutó todo, en %1 ms.</translation>
        </message>
        <message>
            <source>Another run of migrations has not ended in time: %1.</source>
            <translation>Otra ejecución de migraciones no terminó a tiempo: %1.</translation>
        </message>
        <message>
            <source>Wait for its end, then try again; it is not known to be stuck.</source>
            <translation>Esperar a que termine y volver a intentarlo; no consta que esté atascada.</translation>
        </message>
        <message>
            <source>Waiting for another run of migrations: %1</source>
            <translation>Esperando otra ejecución de migraciones: %1</translation>
        </message>
        <message>
            <source>a process that is just ending</source>
            <translation>un proceso que está terminando</translation>
        </message>
        <message>
            <source>The server warns: %1</source>
            <translation>El servidor advierte: %1</translation>
        </message>
        <message>
            <source>statements</source>
            <translation>sentencias</translation>
        </message>
        <message>
            <source>%1, at its end: %2</source>
            <translation>%1, al final: %2</translation>
        </message>
        <message>
            <source>Waiting for another program that migrates</source>
            <translation>Esperando a otro programa que migra</translation>
        </message>
        <message>
            <source>%1 Whether %2 was committed is not known.</source>
            <translation>%1 No se sabe si %2 se confirmó.</translation>
        </message>
        <message>
            <source>Once the server answers, run it again: the ledger is read first, and nothing is done twice.</source>
            <translation>Cuando el servidor responda, volver a ejecutarlo: primero se lee el registro de migraciones, y nada se hace dos veces.</translation>
        </message>
        <message>
            <source>It waited for %1. Wait for its end or end it, then run this again.</source>
            <translation>Esperó a %1. Esperar a que termine o terminarlo, y volver a ejecutar esto.</translation>
        </message>
        <message>
            <source>Waiting for a lock, try %1 of %2</source>
            <translation>Esperando un bloqueo, intento %1 de %2</translation>
        </message>
        <message>
            <source>Waiting for %1, try %2 of %3</source>
            <translation>Esperando a %1, intento %2 de %3</translation>
        </message>
        <message>
            <source>On the server of “%1” no copy is made: it is protected, read only, or not on this machine.</source>
            <translation>En el servidor de “%1” no se crea ninguna copia: está protegido, es de solo lectura o no está en este equipo.</translation>
        </message>
        <message>
            <source>Rehearse on Arborist's own server: arboristctl migrate --rehearse embedded</source>
            <translation>Ensayar en el servidor propio de Arborist: arboristctl migrate --rehearse embedded</translation>
        </message>
        <message>
            <source>a copy with all rows, on the stage's own server</source>
            <translation>una copia con todas las filas, en el servidor propio del entorno</translation>
        </message>
        <message>
            <source>No copy on the stage's own server: %1</source>
            <translation>Sin copia en el servidor propio del entorno: %1</translation>
        </message>
        <message>
            <source>a copy without rows, on the stage's own server</source>
            <translation>una copia sin filas, en el servidor propio del entorno</translation>
        </message>
        <message>
            <source>The database has %1: copied without its rows.</source>
            <translation>La base de datos tiene %1: copiada sin sus filas.</translation>
        </message>
        <message>
            <source>Others are connected to the database: copied without its rows.</source>
            <translation>Hay otros conectados a la base de datos: copiada sin sus filas.</translation>
        </message>
        <message>
            <source>a copy without rows, on Arborist's own server</source>
            <translation>una copia sin filas, en el servidor propio de Arborist</translation>
        </message>
        <message>
            <source>The stage runs PostgreSQL %1, the copy %2: what differs between them is not seen.</source>
            <translation>El entorno usa PostgreSQL %1, la copia %2: lo que difiere entre ellos no se ve.</translation>
        </message>
        <message>
            <source>%1 is not a snapshot that can be read.</source>
            <translation>%1 no es un snapshot que se pueda leer.</translation>
        </message>
        <message>
            <source>%1 and %2 follow the same snapshot.</source>
            <translation>%1 y %2 siguen al mismo snapshot.</translation>
        </message>
        <message>
            <source>Two branches have been merged. Drizzle generates nothing more until one of the two migrations is taken out and generated anew.</source>
            <translation>Se han fusionado dos ramas. Drizzle no genera nada más hasta que una de las dos migraciones se quite y se genere de nuevo.</translation>
        </message>
        <message>
            <source>%1 is not there</source>
            <translation>%1 no está</translation>
        </message>
        <message>
            <source>%1 is not JSON</source>
            <translation>%1 no es JSON</translation>
        </message>
        <message>
            <source>it leads into itself</source>
            <translation>lleva a sí misma</translation>
        </message>
        <message>
            <source>%1 has nothing to begin with</source>
            <translation>%1 no tiene por dónde empezar</translation>
        </message>
        <message>
            <source>A session of it is still at work on the server, and may change what is told here: arboristctl status tells how it ended.</source>
            <translation>Una sesión suya sigue trabajando en el servidor, y puede cambiar lo que aquí se indica: arboristctl status indica cómo terminó.</translation>
        </message>
        <message>
            <source>Whether it has left something at work on the server is not known: %1</source>
            <translation>No se sabe si ha dejado algo trabajando en el servidor: %1</translation>
        </message>
        <message>
            <source>There is no project folder whose .env could be written.</source>
            <translation>No hay ninguna carpeta de proyecto cuyo .env se pueda escribir.</translation>
        </message>
        <message>
            <source>Name it with --workspace.</source>
            <translation>Indicarla con --workspace.</translation>
        </message>
        <message>
            <source>The address of %1 is not a variable of a .env file: %2.</source>
            <translation>La dirección de %1 no es una variable de un archivo .env: %2.</translation>
        </message>
        <message>
            <source>Edit the stage: give it url = "env:DB_CONNECTION_STRING" in arborist.toml, or change what it names.</source>
            <translation>Editar el entorno: darle url = "env:DB_CONNECTION_STRING" en arborist.toml, o cambiar lo que indica.</translation>
        </message>
        <message>
            <source>%1 is set in the environment, which goes before %2.</source>
            <translation>%1 está definida en las variables de entorno, que tienen prioridad sobre %2.</translation>
        </message>
        <message>
            <source>Start again without it (unset %1), then the file counts.</source>
            <translation>Volver a iniciar sin ella (unset %1); entonces cuenta el archivo.</translation>
        </message>
        <message>
            <source>No backup first: it was declined.</source>
            <translation>Sin copia de seguridad previa: se renunció a ella.</translation>
        </message>
        <message>
            <source>Nobody has agreed to changes on %1.</source>
            <translation>Nadie ha aprobado cambios en %1.</translation>
        </message>
        <message>
            <source>Plan again, and agree to it in its dialog.</source>
            <translation>Volver a planificar y aprobarlo en su diálogo.</translation>
        </message>
        <message>
            <source>Look at the plan with --dry-run, then give --yes.</source>
            <translation>Revisar el plan con --dry-run y después indicar --yes.</translation>
        </message>
        <message>
            <source>%1 is protected: changes need its name, typed.</source>
            <translation>%1 está protegido: para los cambios hay que escribir su nombre.</translation>
        </message>
        <message>
            <source>Something on %1 would be lost: that needs its name, typed.</source>
            <translation>Se perdería algo en %1: para eso hay que escribir su nombre.</translation>
        </message>
        <message>
            <source>Changes on %1 need its name, typed.</source>
            <translation>Para los cambios en %1 hay que escribir su nombre.</translation>
        </message>
        <message>
            <source>Plan again, and type %1 below the plan.</source>
            <translation>Volver a planificar y escribir %1 debajo del plan.</translation>
        </message>
        <message>
            <source>Look at the plan with --dry-run, then give --confirm %1.</source>
            <translation>Revisar el plan con --dry-run y después indicar --confirm %1.</translation>
        </message>
        <message>
            <source>The name that was given, “%1”, is not that of %2.</source>
            <translation>El nombre indicado, “%1”, no es el de %2.</translation>
        </message>
        <message>
            <source>Plan again, and type the name of the stage that is to be changed: %1</source>
            <translation>Volver a planificar y escribir el nombre del entorno que se va a cambiar: %1</translation>
        </message>
        <message>
            <source>Give the name of the stage that is to be changed: --confirm %1</source>
            <translation>Indicar el nombre del entorno que se va a cambiar: --confirm %1</translation>
        </message>
        <message>
            <source>A backup has to come before “%1” on %2: it cannot be left out.</source>
            <translation>Antes de “%1” en %2 debe hacerse una copia de seguridad: no se puede omitir.</translation>
        </message>
        <message>
            <source>Run it without --no-backup.</source>
            <translation>Ejecutarlo sin --no-backup.</translation>
        </message>
        <message>
            <source>A backup has to come before “%1” on %2, and nothing makes it.</source>
            <translation>Antes de “%1” en %2 debe hacerse una copia de seguridad, y nada la hace.</translation>
        </message>
        <message>
            <source>The plan is no longer the one that was agreed to: %1 instead of %2.</source>
            <translation>El plan ya no es el que se aprobó: %1 en lugar de %2.</translation>
        </message>
        <message>
            <source>The database, the rules or the request have changed. Plan again, and look at the new plan.</source>
            <translation>La base de datos, las reglas o la solicitud han cambiado. Volver a planificar y revisar el nuevo plan.</translation>
        </message>
        <message>
            <source>The database, the rules or the request have changed. Look at the new plan with --dry-run.</source>
            <translation>Han cambiado la base de datos, las reglas o la petición. Revisar el nuevo plan con --dry-run.</translation>
        </message>
        <message>
            <source>Put the database of %1 on record</source>
            <translation>Registrar la base de datos de %1</translation>
        </message>
        <message>
            <source>Take the database of %1 off the record</source>
            <translation>Anular el registro de la base de datos de %1</translation>
        </message>
        <message>
            <source>%1 has been changed since the run %2; nothing was written.</source>
            <translation>%1 ha cambiado desde la ejecución %2; no se escribió nada.</translation>
        </message>
        <message>
            <source>Change it by hand. Copies of what it held are in the folder file-backups of the data folder.</source>
            <translation>Cambiarlo a mano. Hay copias de lo que contenía en la carpeta file-backups de la carpeta de datos.</translation>
        </message>
        <message>
            <source>Write %1 as it was before the run</source>
            <translation>Escribir %1 tal como estaba antes de la ejecución</translation>
        </message>
        <message>
            <source>Remove %1, which the run made</source>
            <translation>Eliminar %1, que creó la ejecución</translation>
        </message>
        <message>
            <source>The database %1 at %2 cannot be used: %3</source>
            <translation>La base de datos %1 en %2 no se puede usar: %3</translation>
        </message>
        <message>
            <source>Put %1 on record as the database of %2</source>
            <translation>Registrar %1 como la base de datos de %2</translation>
        </message>
        <message>
            <source>Put %1 on record as the database of %2, in place of %3</source>
            <translation>Registrar %1 como la base de datos de %2, en lugar de %3</translation>
        </message>
        <message>
            <source>Write it into arborist.lock, to be committed with the project</source>
            <translation>Escribirlo en arborist.lock, para confirmarlo con commit junto con el proyecto</translation>
        </message>
        <message>
            <source>Take %1 out of arborist.lock</source>
            <translation>Quitar %1 de arborist.lock</translation>
        </message>
        <message>
            <source>The plan was made for another database: %1, not %2 (%3).</source>
            <translation>El plan se hizo para otra base de datos: %1, no %2 (%3).</translation>
        </message>
        <message>
            <source>The connection was lost at the very end: whether anything has changed is not known.</source>
            <translation>La conexión se perdió justo al final: no se sabe si ha cambiado algo.</translation>
        </message>
        <message>
            <source>The next command that reaches the server asks it, and says so.</source>
            <translation>El próximo comando que llegue al servidor se lo pregunta, y lo indica.</translation>
        </message>
        <message>
            <source>The server still works on transaction %1.</source>
            <translation>El servidor aún trabaja en la transacción %1.</translation>
        </message>
        <message>
            <source>The way to %1 leads through a pooler that gives each transaction another session: what is checked and what is written could be two servers.</source>
            <translation>El camino a %1 pasa por un pool de conexiones que da otra sesión a cada transacción: lo que se comprueba y lo que se escribe podrían ser dos servidores.</translation>
        </message>
        <message>
            <source>The way to %1 leads through a pooler that has no further session to spare: whether it keeps ours cannot be told.</source>
            <translation>El camino a %1 pasa por un pool de conexiones que no tiene más sesiones libres: no se puede saber si mantiene la nuestra.</translation>
        </message>
        <message>
            <source>Write %1 in %2: %3 instead of %4</source>
            <translation>Escribir %1 en %2: %3 en lugar de %4</translation>
        </message>
        <message>
            <source>Write %1 in %2: %3</source>
            <translation>Escribir %1 en %2: %3</translation>
        </message>
        <message>
            <source>directly</source>
            <translation>directamente</translation>
        </message>
        <message>
            <source>through %1</source>
            <translation>a través de %1</translation>
        </message>
        <message>
            <source>%1 is reached %2, %3 %4: its address would lead nowhere there.</source>
            <translation>A %1 se llega %2, a %3 %4: allí su dirección no llevaría a ninguna parte.</translation>
        </message>
        <message>
            <source>Give both the same ssh_host in arborist.toml, or choose the stage itself: --target %1.</source>
            <translation>Dar a ambos el mismo ssh_host en arborist.toml, o elegir el propio entorno: --target %1.</translation>
        </message>
        <message>
            <source>The address of %1 is a secret, which does not belong in a file: %2.</source>
            <translation>La dirección de %1 es un secreto, que no debe estar en un archivo: %2.</translation>
        </message>
        <message>
            <source>Choose the stage itself: --target %1, or default_stage in arborist.toml.</source>
            <translation>Elegir el propio entorno: --target %1, o default_stage en arborist.toml.</translation>
        </message>
        <message>
            <source>Arborist itself goes on to read from %1, the source_stage of arborist.toml.</source>
            <translation>Arborist mismo sigue leyendo de %1, el source_stage de arborist.toml.</translation>
        </message>
        <message>
            <source>%1 in %2 leads to %3, PostgreSQL %4 (%5).</source>
            <translation>%1 en %2 lleva a %3, PostgreSQL %4 (%5).</translation>
        </message>
        <message>
            <source>A database that was opened by its address has no files.</source>
            <translation>Una base de datos abierta por su dirección no tiene archivos.</translation>
        </message>
        <message>
            <source>Open the folder of a project.</source>
            <translation>Abrir la carpeta de un proyecto.</translation>
        </message>
        <message>
            <source>Keep the address in the keychain as %1</source>
            <translation>Guardar la dirección en el llavero como %1</translation>
        </message>
        <message>
            <source>Undo brings files back as they were. The keychain keeps the address until another one is stored or “arboristctl secret forget %1” takes it out.</source>
            <translation>Al deshacer, los archivos vuelven a estar como estaban. El llavero guarda la dirección hasta que se almacene otra o “arboristctl secret forget %1” la quite.</translation>
        </message>
        <message>
            <source>Only a variable of a .env file or the keychain can take an address with a password.</source>
            <translation>Solo una variable de un archivo .env o el llavero pueden recibir una dirección con contraseña.</translation>
        </message>
        <message>
            <source>Let the stage read its address from one of them.</source>
            <translation>Hacer que el entorno lea su dirección de uno de ellos.</translation>
        </message>
        <message>
            <source>Write %1 in %2</source>
            <translation>Escribir %1 en %2</translation>
        </message>
        <message>
            <source>Which database that is nobody knows yet: changes through %1 are refused until it is the one on record, or trusted.</source>
            <translation>Nadie sabe aún qué base de datos es: los cambios a través de %1 se rechazan hasta que sea la registrada o se acepte como de confianza.</translation>
        </message>
        <message>
            <source>Which database that is will be seen when %1 answers for the first time.</source>
            <translation>Qué base de datos es se verá cuando %1 responda por primera vez.</translation>
        </message>
        <message>
            <source>There is a stage %1 already.</source>
            <translation>Ya existe un entorno %1.</translation>
        </message>
        <message>
            <source>Keep the address in the keychain</source>
            <translation>Guardar la dirección en el llavero</translation>
        </message>
        <message>
            <source>Change %1 in %2</source>
            <translation>Cambiar %1 en %2</translation>
        </message>
        <message>
            <source>Make %2 with %1</source>
            <translation>Crear %2 con %1</translation>
        </message>
        <message>
            <source>Take %1 out of %2</source>
            <translation>Quitar %1 de %2</translation>
        </message>
        <message>
            <source>So that others know it before their first contact, write it into arborist.lock and commit that: arboristctl stages trust %1</source>
            <translation>Para que otros la conozcan antes de su primer contacto, escribirla en arborist.lock y confirmar el cambio con commit: arboristctl stages trust %1</translation>
        </message>
        <message>
            <source>%1 at %2 is a standby: it takes no changes.</source>
            <translation>%1 en %2 es un servidor en espera: no admite cambios.</translation>
        </message>
        <message>
            <source>Connect to the primary server.</source>
            <translation>Conectarse al servidor primario.</translation>
        </message>
        <message>
            <source>Nobody knows what kind of environment %1 at %2 is, and something would be lost.</source>
            <translation>No se sabe qué clase de ambiente es %1 en %2, y se perdería algo.</translation>
        </message>
        <message>
            <source>Make it a stage of a project, with its environment in arborist.toml; or work on the machine of the database, over its socket or loopback.</source>
            <translation>Convertirla en un entorno de un proyecto, con su ambiente en arborist.toml; o trabajar en el equipo de la base de datos, por su socket o loopback.</translation>
        </message>
        <message>
            <source>An address that is given by itself is no stage of a project.</source>
            <translation>Una dirección indicada por sí sola no es un entorno de un proyecto.</translation>
        </message>
        <message>
            <source>Open the project's folder, and trust one of its stages.</source>
            <translation>Abrir la carpeta del proyecto y confiar en uno de sus entornos.</translation>
        </message>
        <message>
            <source>The run %1 (%2) keeps no rows that could be put back.</source>
            <translation>La ejecución %1 (%2) no guarda filas que se puedan restituir.</translation>
        </message>
        <message>
            <source>Its migrations are taken back by their down scripts: arboristctl rollback</source>
            <translation>Sus migraciones se revierten con sus scripts de vuelta (down): arboristctl rollback</translation>
        </message>
        <message>
            <source>The run %1 changed nothing: there is nothing to take back.</source>
            <translation>La ejecución %1 no cambió nada: no hay nada que deshacer.</translation>
        </message>
        <message>
            <source>Journals are kept for 30 days, or as long as keep_automatic_days under [backup] in arborist.toml says. Those written with --journal stay.</source>
            <translation>Los diarios se conservan 30 días, o lo que indique keep_automatic_days bajo [backup] en arborist.toml. Los escritos con --journal se mantienen.</translation>
        </message>
        <message>
            <source>Put it back where it was: without it nobody knows the former values.</source>
            <translation>Devolverlo a su lugar: sin él no se conocen los valores anteriores.</translation>
        </message>
        <message>
            <source>The run %1 changed another database: %2, not %3 (%4).</source>
            <translation>La ejecución %1 cambió otra base de datos: %2, no %3 (%4).</translation>
        </message>
        <message>
            <source>Restore the former values in %1</source>
            <translation>Restaurar los valores anteriores en %1</translation>
        </message>
        <message>
            <source>Put back the deleted rows of %1</source>
            <translation>Restituir las filas eliminadas de %1</translation>
        </message>
        <message>
            <source>Whether the last batch was committed is not known yet (%1); undo asks the server.</source>
            <translation>Aún no se sabe si el último lote se confirmó (%1); al deshacer se pregunta al servidor.</translation>
        </message>
        <message>
            <source>Run it again to go on.</source>
            <translation>Volver a ejecutarlo para continuar.</translation>
        </message>
        <message>
            <source>Run it again to go on, or take back the run %1.</source>
            <translation>Volver a ejecutarlo para continuar, o deshacer la ejecución %1.</translation>
        </message>
        <message>
            <source>%1 rows had been changed before, and stay changed. The run %2 can be taken back.</source>
            <translation>%1 filas se habían cambiado antes y siguen cambiadas. La ejecución %2 se puede deshacer.</translation>
        </message>
        <message>
            <source>To have everything as it was before this run: arboristctl restore %1</source>
            <translation>Para tenerlo todo como estaba antes de esta ejecución: arboristctl restore %1</translation>
        </message>
        <message>
            <source>This run could not be noted in the history. %1</source>
            <translation>No se pudo anotar esta ejecución en el historial. %1</translation>
        </message>
        <message>
            <source>The files as they were are kept with the run, for undo; a copy of each is in the data folder, too.</source>
            <translation>Los archivos tal como estaban se guardan con la ejecución, para deshacer; también hay una copia de cada uno en la carpeta de datos.</translation>
        </message>
        <message>
            <source>A further connection of the run led to another database: %1 (%2) instead of %3 (%4). Nothing was done there.</source>
            <translation>Otra conexión de la ejecución llevó a una base de datos distinta: %1 (%2) en lugar de %3 (%4). Allí no se hizo nada.</translation>
        </message>
        <message>
            <source>Something on the way has changed meanwhile: a failover, the name's address or a pooler. Look at the stage, then plan again.</source>
            <translation>Algo ha cambiado entretanto en el camino: una conmutación por error, la dirección del nombre o un pool de conexiones. Revisar el entorno y volver a planificar.</translation>
        </message>
        <message>
            <source>Put %1 on record for %2</source>
            <translation>Registrar %1 para %2</translation>
        </message>
        <message>
            <source>Put %1 on record for %2, in place of %3</source>
            <translation>Registrar %1 para %2, en lugar de %3</translation>
        </message>
        <message>
            <source>No database is changed. Correct the address of %1 and trust what it leads to then.</source>
            <translation>No se cambia ninguna base de datos. Corregir la dirección de %1 y confiar después en aquello a lo que lleve.</translation>
        </message>
        <message>
            <source>This is a run of its own, with its own journal: it can be taken back, too.</source>
            <translation>Esta es una ejecución propia, con su propio diario: también se puede deshacer.</translation>
        </message>
        <message>
            <source>Rows of %1 that had been put back.</source>
            <translation>Filas de %1 que se habían restituido.</translation>
        </message>
        <message>
            <source>Taking back</source>
            <translation>Deshaciendo</translation>
        </message>
        <message>
            <source>%1 rows were changed since then, and are left as they are.</source>
            <translation>%1 filas se cambiaron desde entonces y se dejan como están.</translation>
        </message>
        <message>
            <source>Way back:</source>
            <translation>Camino de vuelta:</translation>
        </message>
        <message>
            <source>Plan %1</source>
            <translation>Plan %1</translation>
        </message>
        <message>
            <source>EXPLAIN takes one statement.</source>
            <translation>EXPLAIN requiere una sola sentencia.</translation>
        </message>
        <message>
            <source>Select the one that you want to see the plan of.</source>
            <translation>Seleccionar aquella cuyo plan se quiera ver.</translation>
        </message>
        <message>
            <source>Running with measurements</source>
            <translation>Ejecutando con mediciones</translation>
        </message>
        <message>
            <source>Planning</source>
            <translation>Planificando</translation>
        </message>
        <message>
            <source>There is no value for :%1.</source>
            <translation>No hay ningún valor para :%1.</translation>
        </message>
        <message>
            <source>Give one: --param %1=VALUE</source>
            <translation>Indicar uno: --param %1=VALUE</translation>
        </message>
        <message>
            <source>A statement with so many parameters needs longer names.</source>
            <translation>Una sentencia con tantos parámetros necesita nombres más largos.</translation>
        </message>
        <message>
            <source>Give :%1 a name of more letters.</source>
            <translation>Dar a :%1 un nombre con más letras.</translation>
        </message>
        <message>
            <source>%1 does more than read, and no roll-back would undo it.</source>
            <translation>%1 hace más que leer, y ninguna reversión lo desharía.</translation>
        </message>
        <message>
            <source>Use psql for it, if you mean to.</source>
            <translation>Si es lo que se quiere, usar psql.</translation>
        </message>
        <message>
            <source>EXPLAIN takes a SELECT, INSERT, UPDATE, DELETE or MERGE.</source>
            <translation>EXPLAIN requiere un SELECT, INSERT, UPDATE, DELETE o MERGE.</translation>
        </message>
        <message>
            <source>Leave the statement out.</source>
            <translation>Omitir la sentencia.</translation>
        </message>
        <message>
            <source>Queries only read. Run it as a change, with plan and confirmation: --write, or “Run as a change…” in the window.</source>
            <translation>Las consultas solo leen. Ejecutarla como cambio, con plan y confirmación: --write, o “Ejecutar como cambio…” en la ventana.</translation>
        </message>
        <message>
            <source>A query has no BEGIN, COMMIT, ROLLBACK or SAVEPOINT.</source>
            <translation>Una consulta no contiene BEGIN, COMMIT, ROLLBACK ni SAVEPOINT.</translation>
        </message>
        <message>
            <source>It runs in a transaction of its own, which only reads. Leave the statement out.</source>
            <translation>Se ejecuta en una transacción propia, que solo lee. Omitir la sentencia.</translation>
        </message>
        <message>
            <source>A query does not change how its transaction runs, or as whom.</source>
            <translation>Una consulta no cambia cómo se ejecuta su transacción, ni con qué rol.</translation>
        </message>
        <message>
            <source>Leave the statement out. To work as another role, connect as that role.</source>
            <translation>Omitir la sentencia. Para trabajar con otro rol, conectarse con ese rol.</translation>
        </message>
        <message>
            <source>COPY does not run as a query.</source>
            <translation>COPY no se ejecuta como consulta.</translation>
        </message>
        <message>
            <source>Write the query alone, and export its rows: --csv, or Export in the window.</source>
            <translation>Escribir solo la consulta y exportar sus filas: --csv, o Exportar en la ventana.</translation>
        </message>
        <message>
            <source>This statement writes, and queries only read.</source>
            <translation>Esta sentencia escribe, y las consultas solo leen.</translation>
        </message>
        <message>
            <source>Only SELECT, VALUES, TABLE, EXPLAIN, SHOW and SET run as a query.</source>
            <translation>Como consulta solo se ejecutan SELECT, VALUES, TABLE, EXPLAIN, SHOW y SET.</translation>
        </message>
        <message>
            <source>A change may INSERT, UPDATE, DELETE, MERGE and SELECT, nothing else.</source>
            <translation>Un cambio puede contener INSERT, UPDATE, DELETE, MERGE y SELECT, nada más.</translation>
        </message>
        <message>
            <source>It runs in one transaction, and all that it changes must be rows that can be put back.</source>
            <translation>Se ejecuta en una sola transacción, y todo lo que cambie deben ser filas que se puedan restituir.</translation>
        </message>
        <message>
            <source>Insert into %1</source>
            <translation>Insertar en %1</translation>
        </message>
        <message>
            <source>Update %1</source>
            <translation>Actualizar %1</translation>
        </message>
        <message>
            <source>Update every row of %1</source>
            <translation>Actualizar todas las filas de %1</translation>
        </message>
        <message>
            <source>Delete from %1</source>
            <translation>Eliminar de %1</translation>
        </message>
        <message>
            <source>Delete every row of %1</source>
            <translation>Eliminar todas las filas de %1</translation>
        </message>
        <message>
            <source>Merge into %1</source>
            <translation>Combinar en %1</translation>
        </message>
        <message>
            <source>Write in a query</source>
            <translation>Escritura en una consulta</translation>
        </message>
        <message>
            <source>%1 is not a file.</source>
            <translation>%1 no es un archivo.</translation>
        </message>
        <message>
            <source>Name a file, or lead the output of the command there.</source>
            <translation>Indicar un archivo o dirigir allí la salida del comando.</translation>
        </message>
        <message>
            <source>Only one result goes into a file, and the query has several.</source>
            <translation>En un archivo solo cabe un resultado, y la consulta tiene varios.</translation>
        </message>
        <message>
            <source>Export the statements one by one.</source>
            <translation>Exportar las sentencias una por una.</translation>
        </message>
        <message>
            <source>The query has no rows to export.</source>
            <translation>La consulta no tiene filas que exportar.</translation>
        </message>
        <message>
            <source>Planning the change</source>
            <translation>Planificando el cambio</translation>
        </message>
        <message>
            <source>Every row that it inserts, changes or deletes is kept; Undo puts them back.</source>
            <translation>Se guarda cada fila que inserta, cambia o elimina; Deshacer las restituye.</translation>
        </message>
        <message>
            <source>Rows that the query deletes</source>
            <translation>Filas que elimina la consulta</translation>
        </message>
        <message>
            <source>Rows of %1</source>
            <translation>Filas de %1</translation>
        </message>
        <message>
            <source>There is no statement to run.</source>
            <translation>No hay ninguna sentencia que ejecutar.</translation>
        </message>
        <message>
            <source>Allow the statement more time (--timeout), or let it do less: EXPLAIN shows what takes so long. It may also have been cancelled on the server.</source>
            <translation>Dar más tiempo a la sentencia (--timeout) o hacer que haga menos: EXPLAIN muestra qué tarda tanto. También puede haberse cancelado en el servidor.</translation>
        </message>
        <message>
            <source>line %1, column %2</source>
            <translation>línea %1, columna %2</translation>
        </message>
        <message>
            <source>Running statement %1 of %2</source>
            <translation>Ejecutando la sentencia %1 de %2</translation>
        </message>
        <message>
            <source>The query changes how the server reads the statements that follow.</source>
            <translation>La consulta cambia cómo lee el servidor las sentencias siguientes.</translation>
        </message>
        <message>
            <source>Leave standard_conforming_strings and client_encoding as they are.</source>
            <translation>Dejar standard_conforming_strings y client_encoding como están.</translation>
        </message>
        <message>
            <source>The transaction has ended before the query did.</source>
            <translation>La transacción terminó antes que la consulta.</translation>
        </message>
        <message>
            <source>The recipe cannot be read: %1.</source>
            <translation>No se puede leer la receta: %1.</translation>
        </message>
        <message>
            <source>Check the file that [[recipes]] in arborist.toml names.</source>
            <translation>Comprobar el archivo que indica [[recipes]] en arborist.toml.</translation>
        </message>
        <message>
            <source>The section check must be one SELECT.</source>
            <translation>La sección check debe ser un único SELECT.</translation>
        </message>
        <message>
            <source>It lists the rows that need the repair, none when all is well.</source>
            <translation>Lista las filas que necesitan la reparación, ninguna cuando todo está bien.</translation>
        </message>
        <message>
            <source>The section fix is empty.</source>
            <translation>La sección fix está vacía.</translation>
        </message>
        <message>
            <source>Write the statements there.</source>
            <translation>Escribir las sentencias en ella.</translation>
        </message>
        <message>
            <source>A fix may INSERT, UPDATE, DELETE, MERGE and SELECT, nothing else.</source>
            <translation>Un fix puede contener INSERT, UPDATE, DELETE, MERGE y SELECT, nada más.</translation>
        </message>
        <message>
            <source>Checking: %1</source>
            <translation>Comprobando: %1</translation>
        </message>
        <message>
            <source>The fix leaves %1 of the rows that its check finds.</source>
            <translation>El fix deja %1 de las filas que encuentra su check.</translation>
        </message>
        <message>
            <source>Nothing was changed. Mend the recipe: after fix, check must find nothing.</source>
            <translation>No se cambió nada. Corregir la receta: tras fix, check no debe encontrar nada.</translation>
        </message>
        <message>
            <source>There is no section “%1” in a recipe.</source>
            <translation>No existe la sección “%1” en una receta.</translation>
        </message>
        <message>
            <source>A recipe has the sections check and fix.</source>
            <translation>Una receta tiene las secciones check y fix.</translation>
        </message>
        <message>
            <source>Re-attach orphans below the nearest ancestor that their path names, else make them roots</source>
            <translation>Volver a unir los huérfanos bajo el antecesor más cercano que indica su ruta; si no, convertirlos en raíces</translation>
        </message>
        <message>
            <source>Make orphans roots</source>
            <translation>Convertir los huérfanos en raíces</translation>
        </message>
        <message>
            <source>Delete orphans with their subtrees</source>
            <translation>Eliminar los huérfanos con sus subárboles</translation>
        </message>
        <message>
            <source>Make items that are their own parents roots</source>
            <translation>Convertir en raíces los elementos que son su propio padre</translation>
        </message>
        <message>
            <source>Cut each cycle at one edge</source>
            <translation>Cortar cada ciclo por una arista</translation>
        </message>
        <message>
            <source>Take items out of other organizations' trees</source>
            <translation>Sacar elementos de los árboles de otras organizaciones</translation>
        </message>
        <message>
            <source>Give siblings positions of their own</source>
            <translation>Dar a los hermanos posiciones propias</translation>
        </message>
        <message>
            <source>Correct stored depths</source>
            <translation>Corregir profundidades almacenadas</translation>
        </message>
        <message>
            <source>Correct stored paths</source>
            <translation>Corregir rutas almacenadas</translation>
        </message>
        <message>
            <source>Correct child counts</source>
            <translation>Corregir recuentos de hijos</translation>
        </message>
        <message>
            <source>Correct item counts</source>
            <translation>Corregir recuentos de elementos</translation>
        </message>
        <message>
            <source>Correct done counts</source>
            <translation>Corregir recuentos de hechos</translation>
        </message>
        <message>
            <source>Correct estimate sums</source>
            <translation>Corregir sumas de estimaciones</translation>
        </message>
        <message>
            <source>Correct stored progress</source>
            <translation>Corregir progreso almacenado</translation>
        </message>
        <message>
            <source>Correct earliest starts</source>
            <translation>Corregir inicios más tempranos</translation>
        </message>
        <message>
            <source>Correct latest ends</source>
            <translation>Corregir fines más tardíos</translation>
        </message>
        <message>
            <source>%1 refers to them (%2)</source>
            <translation>%1 hace referencia a ellos (%2)</translation>
        </message>
        <message>
            <source>%1 refers to them and has no primary key</source>
            <translation>%1 hace referencia a ellos y no tiene clave primaria</translation>
        </message>
        <message>
            <source>%1 would keep them from being put back</source>
            <translation>%1 impediría restituirlos</translation>
        </message>
        <message>
            <source>items of other organizations lie below them</source>
            <translation>hay elementos de otras organizaciones por debajo de ellos</translation>
        </message>
        <message>
            <source>rows that go with them refer to each other</source>
            <translation>las filas que van con ellos se hacen referencia entre sí</translation>
        </message>
        <message>
            <source>Deleting orphans</source>
            <translation>Eliminando huérfanos</translation>
        </message>
        <message>
            <source>Delete orphans and what goes with them</source>
            <translation>Eliminar los huérfanos y lo que va con ellos</translation>
        </message>
        <message>
            <source>Clear references to orphans</source>
            <translation>Vaciar las referencias a huérfanos</translation>
        </message>
        <message>
            <source>Undo from the history: what each row held is kept in a journal before it is changed.</source>
            <translation>Deshacer desde el historial: lo que contenía cada fila se guarda en un diario antes de cambiarla.</translation>
        </message>
        <message>
            <source>Orphans cannot be brought back: %1 lets no item be one again.</source>
            <translation>Los huérfanos no se pueden recuperar: %1 no deja que ningún elemento vuelva a serlo.</translation>
        </message>
        <message>
            <source>Clear references of %1 to them</source>
            <translation>Vaciar las referencias de %1 a ellos</translation>
        </message>
        <message>
            <source>Delete rows of %1 that go with them</source>
            <translation>Eliminar las filas de %1 que van con ellos</translation>
        </message>
        <message>
            <source>Leave orphans as they are: %1</source>
            <translation>Dejar los huérfanos como están: %1</translation>
        </message>
        <message>
            <source>Trigger %1 of %2 runs meanwhile</source>
            <translation>El disparador %1 de %2 se ejecuta entretanto</translation>
        </message>
        <message>
            <source>%1 is repaired together with D2.</source>
            <translation>%1 se repara junto con D2.</translation>
        </message>
        <message>
            <source>%1 is reported, not repaired.</source>
            <translation>%1 se notifica, no se repara.</translation>
        </message>
        <message>
            <source>Kinds that can be repaired: %1.</source>
            <translation>Tipos que se pueden reparar: %1.</translation>
        </message>
        <message>
            <source>Correct rows of %1</source>
            <translation>Corregir filas de %1</translation>
        </message>
        <message>
            <source>Writing %1</source>
            <translation>Escribiendo %1</translation>
        </message>
        <message>
            <source>Scan %1 again</source>
            <translation>Volver a analizar %1</translation>
        </message>
        <message>
            <source>The scan afterwards finds nothing that is left.</source>
            <translation>El análisis posterior no encuentra nada pendiente.</translation>
        </message>
        <message>
            <source>The scan afterwards finds, not part of this repair: %1.</source>
            <translation>El análisis posterior encuentra, fuera de esta reparación: %1.</translation>
        </message>
        <message>
            <source>The server of %1 does not tell its identity to this role: nothing could be recognized later.</source>
            <translation>El servidor de %1 no revela su identidad a este rol: después no se podría reconocer nada.</translation>
        </message>
        <message>
            <source>%1 (%2) is now on record for %3.</source>
            <translation>%1 (%2) queda ahora registrado para %3.</translation>
        </message>
        <message>
            <source>Commit arborist.lock, so that others know it too.</source>
            <translation>Confirmar arborist.lock con commit, para que otros también la conozcan.</translation>
        </message>
        <message>
            <source>%1 (line %2)</source>
            <translation>%1 (línea %2)</translation>
        </message>
        <message>
            <source>%1* in %2 cannot be changed to that address: %3.</source>
            <translation>%1* en %2 no se puede cambiar a esa dirección: %3.</translation>
        </message>
        <message>
            <source>Change them by hand in %1: %2.</source>
            <translation>Cambiarlas a mano en %1: %2.</translation>
        </message>
        <message>
            <source>, </source>
            <translation>, </translation>
        </message>
        <message>
            <source>%1 and others</source>
            <translation>%1 y otros</translation>
        </message>
        <message>
            <source>PGSERVICE names a service, which says the rest</source>
            <translation>PGSERVICE nombra un servicio, que indica el resto</translation>
        </message>
        <message>
            <source>there is no variable for %1</source>
            <translation>no hay ninguna variable para %1</translation>
        </message>
        <message>
            <source>they would say something else then</source>
            <translation>dirían entonces otra cosa</translation>
        </message>
        <message>
            <source>%1 is set neither in the environment nor in .env.</source>
            <translation>%1 no está definida en las variables de entorno ni en .env.</translation>
        </message>
        <message>
            <source>Add a line %1=postgresql://... to %2.</source>
            <translation>Añadir una línea %1=postgresql://... a %2.</translation>
        </message>
        <message>
            <source>%1, which should hold %2, does not exist.</source>
            <translation>%1, que debería contener %2, no existe.</translation>
        </message>
        <message>
            <source>Create it with a line %1=postgresql://..., or name another file.</source>
            <translation>Crearlo con una línea %1=postgresql://..., o indicar otro archivo.</translation>
        </message>
        <message>
            <source>%1 is not set in %2.</source>
            <translation>%1 no está definida en %2.</translation>
        </message>
        <message>
            <source>Add a line %1=postgresql://... to it.</source>
            <translation>Añadir %1=postgresql://... como línea.</translation>
        </message>
        <message>
            <source>%1 does not hold the address of a PostgreSQL database.</source>
            <translation>%1 no contiene la dirección de una base de datos PostgreSQL.</translation>
        </message>
        <message>
            <source>It should begin with postgresql:// or postgres://.</source>
            <translation>Debería empezar por postgresql:// o postgres://.</translation>
        </message>
        <message>
            <source>... (host, database, user)</source>
            <translation>... (host, base de datos, usuario)</translation>
        </message>
        <message>
            <source>the url in arborist.toml</source>
            <translation>la url en arborist.toml</translation>
        </message>
        <message>
            <source>"env:" is not followed by the name of a variable.</source>
            <translation>"env:" no va seguido del nombre de una variable.</translation>
        </message>
        <message>
            <source>Write env:NAME, or env:NAME@.env.staging.</source>
            <translation>Escribir env:NAME, o env:NAME@.env.staging.</translation>
        </message>
        <message>
            <source>a string</source>
            <translation>una cadena</translation>
        </message>
        <message>
            <source>an integer</source>
            <translation>un entero</translation>
        </message>
        <message>
            <source>a decimal number</source>
            <translation>un número decimal</translation>
        </message>
        <message>
            <source>true or false</source>
            <translation>true o false</translation>
        </message>
        <message>
            <source>a date or time</source>
            <translation>una fecha u hora</translation>
        </message>
        <message>
            <source>a list</source>
            <translation>una lista</translation>
        </message>
        <message>
            <source>a table</source>
            <translation>una tabla</translation>
        </message>
        <message>
            <source>Known: %1.</source>
            <translation>Conocidas: %1.</translation>
        </message>
        <message>
            <source>Did you mean "%1"? %2</source>
            <translation>¿Quizá "%1"? %2</translation>
        </message>
        <message>
            <source>The value of %1 cannot be written into %2.</source>
            <translation>El valor de %1 no se puede escribir en %2.</translation>
        </message>
        <message>
            <source>Write it by hand, in line %1.</source>
            <translation>Escribirlo a mano, en la línea %1.</translation>
        </message>
        <message>
            <source>"%1" is not a name for a variable.</source>
            <translation>"%1" no es un nombre para una variable.</translation>
        </message>
        <message>
            <source>Use letters, digits and _.</source>
            <translation>Usar letras, dígitos y _.</translation>
        </message>
        <message>
            <source>%1 was not written: %2.</source>
            <translation>No se escribió %1: %2.</translation>
        </message>
        <message>
            <source>it is a link to %1, which does not exist</source>
            <translation>es un enlace a %1, que no existe</translation>
        </message>
        <message>
            <source>Make that file, or take the link away.</source>
            <translation>Crear ese archivo o quitar el enlace.</translation>
        </message>
        <message>
            <source>the folder %1 does not exist</source>
            <translation>la carpeta %1 no existe</translation>
        </message>
        <message>
            <source>Make the folder first.</source>
            <translation>Crear primero la carpeta.</translation>
        </message>
        <message>
            <source>No copy of %1 could be kept: %2.</source>
            <translation>No se pudo guardar ninguna copia de %1: %2.</translation>
        </message>
        <message>
            <source>Check the space on the disk of %1. The file itself was not changed.</source>
            <translation>Comprobar el espacio en el disco de %1. El archivo en sí no se cambió.</translation>
        </message>
        <message>
            <source>it has further names (hard links), which would keep the old text</source>
            <translation>tiene otros nombres (enlaces duros), que conservarían el texto antiguo</translation>
        </message>
        <message>
            <source>Change it by hand, or make the other names symbolic links.</source>
            <translation>Cambiarlo a mano, o convertir los otros nombres en enlaces simbólicos.</translation>
        </message>
        <message>
            <source>it belongs to another account or group, and would not any more</source>
            <translation>pertenece a otra cuenta o grupo, y dejaría de ser así</translation>
        </message>
        <message>
            <source>Work as its owner, or change it by hand.</source>
            <translation>Trabajar como su propietario o cambiarlo a mano.</translation>
        </message>
        <message>
            <source>its permissions could not be kept</source>
            <translation>no se pudieron conservar sus permisos</translation>
        </message>
        <message>
            <source>Change it by hand.</source>
            <translation>Cambiarlo a mano.</translation>
        </message>
        <message>
            <source>Check the permissions of %1 and the space on its disk. The file is as it was.</source>
            <translation>Comprobar los permisos de %1 y el espacio en su disco. El archivo está como estaba.</translation>
        </message>
        <message>
            <source>The file is not UTF-8, and cannot hold what is to be written.</source>
            <translation>El archivo no es UTF-8 y no puede contener lo que se va a escribir.</translation>
        </message>
        <message>
            <source>Save it as UTF-8 first.</source>
            <translation>Guardarlo primero como UTF-8.</translation>
        </message>
        <message>
            <source>another program is writing it</source>
            <translation>otro programa lo está escribiendo</translation>
        </message>
        <message>
            <source>%1 has been changed since it was read; nothing was written.</source>
            <translation>%1 ha cambiado desde que se leyó; no se escribió nada.</translation>
        </message>
        <message>
            <source>Look at it as it is now, and try again.</source>
            <translation>Revisarlo tal como está ahora y volver a intentarlo.</translation>
        </message>
        <message>
            <source>it cannot be removed</source>
            <translation>no se puede eliminar</translation>
        </message>
        <message>
            <source>%1, the record of known databases, is of another version.</source>
            <translation>%1, el registro de bases de datos conocidas, es de otra versión.</translation>
        </message>
        <message>
            <source>Open it with the version of Arborist that wrote it; or move it away, and every stage counts as seen for the first time.</source>
            <translation>Abrirlo con la versión de Arborist que lo escribió; o apartarlo, y cada entorno cuenta como visto por primera vez.</translation>
        </message>
        <message>
            <source>%1 and %2 lead to the same database, %3 (%4).</source>
            <translation>%1 y %2 llevan a la misma base de datos, %3 (%4).</translation>
        </message>
        <message>
            <source>A standby with the identity of the database of %1.</source>
            <translation>Un servidor en espera con la identidad de la base de datos de %1.</translation>
        </message>
        <message>
            <source>Has the identity of the database of %1 but answers from %2: a copy of it, or the same server by another way.</source>
            <translation>Tiene la identidad de la base de datos de %1 pero responde desde %2: una copia de ella, o el mismo servidor por otro camino.</translation>
        </message>
        <message>
            <source>%2 is no stage of its project any more. If %1 has taken its place, accept it: arboristctl stages trust %1</source>
            <translation>%2 ya no es un entorno de su proyecto. Si %1 ha ocupado su lugar, aceptarlo: arboristctl stages trust %1</translation>
        </message>
        <message>
            <source>Correct the address of %1, or work on %2 by its own name: --target %2</source>
            <translation>Corregir la dirección de %1, o trabajar en %2 por su propio nombre: --target %2</translation>
        </message>
        <message>
            <source>Correct the address of %1, or work on %2 in its own project: --workspace %3 --target %2</source>
            <translation>Corregir la dirección de %1, o trabajar en %2 en su propio proyecto: --workspace %3 --target %2</translation>
        </message>
        <message>
            <source>%1 is protected.</source>
            <translation>%1 está protegido.</translation>
        </message>
        <message>
            <source>Connect to a server of your own.</source>
            <translation>Conectarse a un servidor propio.</translation>
        </message>
        <message>
            <source>If it is a copy that may be changed, accept it: arboristctl stages trust %1</source>
            <translation>Si es una copia que se puede cambiar, aceptarla: arboristctl stages trust %1</translation>
        </message>
        <message>
            <source>The server does not tell its identity to this role, and the number of the database is that of %1.</source>
            <translation>El servidor no revela su identidad a este rol, y el número de la base de datos es el de %1.</translation>
        </message>
        <message>
            <source>It is the database of %1.</source>
            <translation>Es la base de datos de %1.</translation>
        </message>
        <message>
            <source>the scale of progress is 1 or 100.</source>
            <translation>la escala de progreso es 1 o 100.</translation>
        </message>
        <message>
            <source>there is no time zone "%1".</source>
            <translation>no existe la zona horaria "%1".</translation>
        </message>
        <message>
            <source>Name it as in "Europe/Berlin" or "UTC".</source>
            <translation>Indicarla como en "Europe/Berlin" o "UTC".</translation>
        </message>
        <message>
            <source>"%1" is not a duration.</source>
            <translation>"%1" no es una duración.</translation>
        </message>
        <message>
            <source>Write it as in "5 min", "90 s" or "1 h".</source>
            <translation>Escribirla como en "5 min", "90 s" o "1 h".</translation>
        </message>
        <message>
            <source>a [[hierarchy]] needs its table.</source>
            <translation>un [[hierarchy]] necesita su tabla.</translation>
        </message>
        <message>
            <source>Add a line like table = "public.items".</source>
            <translation>Añadir una línea como table = "public.items".</translation>
        </message>
        <message>
            <source>"%1" is not the name of a table.</source>
            <translation>"%1" no es el nombre de una tabla.</translation>
        </message>
        <message>
            <source>Write it as in public.items, or with double quotes around names that contain a dot.</source>
            <translation>Escribirlo como en public.items, o con comillas dobles alrededor de los nombres que contengan un punto.</translation>
        </message>
        <message>
            <source>the hierarchy names what is done, but no status column.</source>
            <translation>la jerarquía indica qué está hecho, pero ninguna columna de estado.</translation>
        </message>
        <message>
            <source>Add a line like status = "status".</source>
            <translation>Añadir una línea como status = "status".</translation>
        </message>
        <message>
            <source>Qt runs without GLib (QT_NO_GLIB).</source>
            <translation>Qt se ejecuta sin GLib (QT_NO_GLIB).</translation>
        </message>
        <message>
            <source>Where there is none, put the address into a variable of .env, and write env:NAME.</source>
            <translation>Donde no haya ninguno, poner la dirección en una variable de .env y escribir env:NAME.</translation>
        </message>
        <message>
            <source>The keychain cannot be asked for "%1": there is no D-Bus session.</source>
            <translation>No se puede consultar el llavero por «%1»: no hay ninguna sesión de D-Bus.</translation>
        </message>
        <message>
            <source>Run Arborist in a desktop session.</source>
            <translation>Ejecutar Arborist en una sesión de escritorio.</translation>
        </message>
        <message>
            <source>The keychain cannot be asked for "%1": none runs in this session.</source>
            <translation>No se puede consultar el llavero por «%1»: no hay ninguno en esta sesión.</translation>
        </message>
        <message>
            <source>Install and start GNOME Keyring or KWallet.</source>
            <translation>Instalar e iniciar GNOME Keyring o KWallet.</translation>
        </message>
        <message>
            <source>The keychain is locked, and with it the entry "%1".</source>
            <translation>El llavero está bloqueado, y con él la entrada «%1».</translation>
        </message>
        <message>
            <source>Unlock it (in Passwords and Keys or KWalletManager), and try again.</source>
            <translation>Desbloquearlo (en Contraseñas y claves o KWalletManager) e intentarlo de nuevo.</translation>
        </message>
        <message>
            <source>The keychain has no entry "%1" of Arborist.</source>
            <translation>El llavero no tiene ninguna entrada «%1» de Arborist.</translation>
        </message>
        <message>
            <source>Store the address there; you are asked for it: %1</source>
            <translation>Guardar allí la dirección; se pide con: %1</translation>
        </message>
        <message>
            <source>The keychain did not take the entry "%1".</source>
            <translation>El llavero no aceptó la entrada «%1».</translation>
        </message>
        <message>
            <source>The keychain did not give the entry "%1".</source>
            <translation>El llavero no entregó la entrada «%1».</translation>
        </message>
        <message>
            <source>%1 needs system_identifier and database_oid.</source>
            <translation>%1 necesita system_identifier y database_oid.</translation>
        </message>
        <message>
            <source>"%1" is not a date and time.</source>
            <translation>"%1" no es una fecha y hora.</translation>
        </message>
        <message>
            <source>Write it as in "2026-03-01T09:12:00Z".</source>
            <translation>Escribirla como en "2026-03-01T09:12:00Z".</translation>
        </message>
        <message>
            <source>The entry of %1 in arborist.lock is written in a way that cannot be changed without harm to the rest.</source>
            <translation>La entrada de %1 en arborist.lock está escrita de un modo que no permite cambiarla sin dañar el resto.</translation>
        </message>
        <message>
            <source>Take the entry out of arborist.lock, and try again.</source>
            <translation>Quitar la entrada de arborist.lock y volver a intentarlo.</translation>
        </message>
        <message>
            <source>That is the address of %1, which could not be reached as it stands in the project: %2</source>
            <translation>Es la dirección de %1, a la que no se pudo llegar tal como está en el proyecto: %2</translation>
        </message>
        <message>
            <source>Mend the stage, then name it: --target %1</source>
            <translation>Corregir el entorno y después indicarlo: --target %1</translation>
        </message>
        <message>
            <source>%1 does not answer and is not on record: that %2 does not lead to its database is not known for sure.</source>
            <translation>%1 no responde y no está registrado: no se sabe con certeza que %2 no lleve a su base de datos.</translation>
        </message>
        <message>
            <source>require_columns needs %1.</source>
            <translation>require_columns necesita %1.</translation>
        </message>
        <message>
            <source>Write { tables = ["reports"], columns = ["session_id"] }.</source>
            <translation>Escribir { tables = ["reports"], columns = ["session_id"] }.</translation>
        </message>
        <message>
            <source>a recipe needs its %1.</source>
            <translation>una receta necesita su %1.</translation>
        </message>
        <message>
            <source>there is a repair “%1” already.</source>
            <translation>ya existe una reparación “%1”.</translation>
        </message>
        <message>
            <source>Give the recipe another name.</source>
            <translation>Dar otro nombre a la receta.</translation>
        </message>
        <message>
            <source>If that is meant, accept it: arboristctl stages trust %1</source>
            <translation>Si es lo que se quiere, aceptarla: arboristctl stages trust %1</translation>
        </message>
        <message>
            <source>%1 leads to another database than on record: %2 (%3) instead of %4.</source>
            <translation>%1 lleva a una base de datos distinta de la registrada: %2 (%3) en lugar de %4.</translation>
        </message>
        <message>
            <source>The server is the same: the database may have been dropped and created again.</source>
            <translation>El servidor es el mismo: la base de datos puede haberse eliminado y vuelto a crear.</translation>
        </message>
        <message>
            <source>Check the address of %1. If the database was replaced on purpose, accept it: arboristctl stages trust %1</source>
            <translation>Comprobar la dirección de %1. Si la base de datos se sustituyó a propósito, aceptarla: arboristctl stages trust %1</translation>
        </message>
        <message>
            <source>%1 was put on record with PostgreSQL %2 and answers as PostgreSQL %3 now: the server was upgraded, or is another one.</source>
            <translation>%1 se registró con PostgreSQL %2 y ahora responde como PostgreSQL %3: el servidor se actualizó o es otro.</translation>
        </message>
        <message>
            <source>If the server was upgraded, accept it: arboristctl stages trust %1</source>
            <translation>Si el servidor se actualizó, aceptarlo: arboristctl stages trust %1</translation>
        </message>
        <message>
            <source>The database on record, now at %1 instead of %2: a failover, or a copy.</source>
            <translation>La base de datos registrada, ahora en %1 en lugar de %2: una conmutación por error o una copia.</translation>
        </message>
        <message>
            <source>If it was a failover, add the address to those of %1 in arborist.toml (addresses), or accept it: arboristctl stages trust %1</source>
            <translation>Si fue una conmutación por error, añadir la dirección a las de %1 en arborist.toml (addresses), o aceptarla: arboristctl stages trust %1</translation>
        </message>
        <message>
            <source>The database on record.</source>
            <translation>La base de datos registrada.</translation>
        </message>
        <message>
            <source>The database on record since %1.</source>
            <translation>La base de datos registrada desde %1.</translation>
        </message>
        <message>
            <source>First contact, and the server does not tell its identity to this role.</source>
            <translation>Primer contacto, y el servidor no revela su identidad a este rol.</translation>
        </message>
        <message>
            <source>First contact: %1 (%2) is now on record for %3.</source>
            <translation>Primer contacto: %1 (%2) queda registrado para %3.</translation>
        </message>
        <message>
            <source>this machine</source>
            <translation>este equipo</translation>
        </message>
        <message>
            <source>%1, port %2</source>
            <translation>%1, puerto %2</translation>
        </message>
        <message>
            <source>Connect with a role that may ask for it, or let it be granted: GRANT EXECUTE ON FUNCTION pg_control_system() TO the role</source>
            <translation>Conectarse con un rol que pueda consultarla, o hacer que se conceda: GRANT EXECUTE ON FUNCTION pg_control_system() TO el rol</translation>
        </message>
        <message>
            <source>The server does not tell its identity to this role: nobody knows whether it is still the database of %1 on record.</source>
            <translation>El servidor no revela su identidad a este rol: no se sabe si sigue siendo la base de datos de %1 registrada.</translation>
        </message>
        <message>
            <source>%1 was protected when its database was put on record, and the workspace file protects it less now.</source>
            <translation>%1 estaba protegido cuando se registró su base de datos, y el archivo del espacio de trabajo lo protege ahora menos.</translation>
        </message>
        <message>
            <source>The server does not tell its identity to this role: only address and number of the database are those on record.</source>
            <translation>El servidor no revela su identidad a este rol: solo la dirección y el número de la base de datos son los registrados.</translation>
        </message>
        <message>
            <source>The database on record, but its server at %1 is a standby now: it takes no changes.</source>
            <translation>La base de datos registrada, pero su servidor en %1 está ahora en espera: no admite cambios.</translation>
        </message>
        <message>
            <source>%1 was put on record as a standby, and takes changes now: it was promoted.</source>
            <translation>%1 se registró como servidor en espera y ahora admite cambios: fue promovido.</translation>
        </message>
        <message>
            <source>"%1" is not a rule of the policy: "%2".</source>
            <translation>"%1" no es una regla de la política: "%2".</translation>
        </message>
        <message>
            <source>Write subject, environment and caller in one quoted key, as in "destructive.staging.pipeline". Here goes one of: %1.</source>
            <translation>Escribir asunto, ambiente y origen de la llamada en una sola clave entre comillas, como "destructive.staging.pipeline". Aquí va uno de estos: %1.</translation>
        </message>
        <message>
            <source>"%1" would be laxer than the policy's own rule, and %2 is protected.</source>
            <translation>"%1" sería menos estricta que la regla propia de la política, y %2 está protegido.</translation>
        </message>
        <message>
            <source>Take the line out, or write a stricter value: type-name or refuse.</source>
            <translation>Quitar la línea o escribir un valor más estricto: type-name o refuse.</translation>
        </message>
        <message>
            <source>"%1" is not a rule of the policy.</source>
            <translation>"%1" no es una regla de la política.</translation>
        </message>
        <message>
            <source>Write "destructive.staging.pipeline".</source>
            <translation>Escribir "destructive.staging.pipeline".</translation>
        </message>
        <message>
            <source>Change rows</source>
            <translation>Cambiar filas</translation>
        </message>
        <message>
            <source>Delete rows</source>
            <translation>Eliminar filas</translation>
        </message>
        <message>
            <source>Migrate</source>
            <translation>Migrar</translation>
        </message>
        <message>
            <source>Reset</source>
            <translation>Restablecer</translation>
        </message>
        <message>
            <source>A backup comes before changes and cannot be left out; where a run's journal keeps everything, it takes its place.</source>
            <translation>Antes de los cambios se hace una copia de seguridad, que no se puede omitir; cuando el diario de una ejecución lo guarda todo, ocupa su lugar.</translation>
        </message>
        <message>
            <source>A backup comes before changes unless it is declined; where a run's journal keeps everything, it takes its place.</source>
            <translation>Antes de los cambios se hace una copia de seguridad, salvo que se renuncie a ella; cuando el diario de una ejecución lo guarda todo, ocupa su lugar.</translation>
        </message>
        <message>
            <source>The workspace file has rules of its own ([policy] in arborist.toml).</source>
            <translation>El archivo del espacio de trabajo tiene reglas propias ([policy] en arborist.toml).</translation>
        </message>
        <message>
            <source>Allowed</source>
            <translation>Permitido</translation>
        </message>
        <message>
            <source>Confirmed</source>
            <translation>Con confirmación</translation>
        </message>
        <message>
            <source>Name typed</source>
            <translation>Con nombre escrito</translation>
        </message>
        <message>
            <source>Mandatory</source>
            <translation>Obligatoria</translation>
        </message>
        <message>
            <source>%1 is read only: nothing is changed there. The workspace file says so (read_only); choose another stage.</source>
            <translation>%1 es de solo lectura: allí no se cambia nada. Así lo indica el archivo del espacio de trabajo (read_only); elegir otro entorno.</translation>
        </message>
        <message>
            <source>%1 is protected: nothing is deleted there from a desk. Let a pipeline do it, with --confirm %1.</source>
            <translation>%1 está protegido: allí no se elimina nada desde un puesto de trabajo. Dejarlo a un pipeline, con --confirm %1.</translation>
        </message>
        <message>
            <source>%1 is a production stage, and nobody resets one. Restore a backup beside it, or purge one organization.</source>
            <translation>%1 es un entorno de producción, y nadie restablece uno. Restaurar una copia de seguridad junto a él, o purgar una organización.</translation>
        </message>
        <message>
            <source>%1 is a production stage, and nobody seeds one. Import the rows that are meant for it.</source>
            <translation>%1 es un entorno de producción, y nadie carga datos iniciales en uno. Importar las filas destinadas a él.</translation>
        </message>
        <message>
            <source>Nobody knows what kind of environment %1 is, and something would be lost. Make it a stage of a project, with its environment in arborist.toml; or work on the machine of the database, over its socket or loopback.</source>
            <translation>No se sabe qué clase de ambiente es %1, y se perdería algo. Convertirla en un entorno de un proyecto, con su ambiente en arborist.toml; o trabajar en el equipo de la base de datos, por su socket o loopback.</translation>
        </message>
        <message>
            <source>The workspace file refuses “%1” on %2 ([policy] in arborist.toml).</source>
            <translation>El archivo del espacio de trabajo rechaza “%1” en %2 ([policy] en arborist.toml).</translation>
        </message>
        <message>
            <source>A pipeline is told by the variables of its service, such as CI.</source>
            <translation>Un pipeline se reconoce por las variables de su servicio, como CI.</translation>
        </message>
        <message>
            <source>A yes.</source>
            <translation>Un sí.</translation>
        </message>
        <message>
            <source>A yes is enough: for %1, which is for tests, this plan is only a warning.</source>
            <translation>Basta un sí: para %1, que es de pruebas, este plan es solo una advertencia.</translation>
        </message>
        <message>
            <source>A yes is enough: for %1, which is for development, this plan is only a warning.</source>
            <translation>Basta un sí: para %1, que es de desarrollo, este plan es solo una advertencia.</translation>
        </message>
        <message>
            <source>The name %1, typed: it is production.</source>
            <translation>El nombre %1, escrito: es producción.</translation>
        </message>
        <message>
            <source>The name %1, typed: the stage is protected.</source>
            <translation>El nombre %1, escrito: el entorno está protegido.</translation>
        </message>
        <message>
            <source>The name %1, typed.</source>
            <translation>El nombre %1, escrito.</translation>
        </message>
        <message>
            <source>The name %1, typed: something will be lost.</source>
            <translation>El nombre %1, escrito: se perderá algo.</translation>
        </message>
        <message>
            <source>No backup first: the journal keeps all of it.</source>
            <translation>Sin copia de seguridad previa: el diario lo guarda todo.</translation>
        </message>
        <message>
            <source>No backup first: the run keeps what it replaces until it has expired.</source>
            <translation>Sin copia de seguridad previa: la ejecución conserva lo que reemplaza hasta que caduque.</translation>
        </message>
        <message>
            <source>A backup is made first; it cannot be left out.</source>
            <translation>Antes se hace una copia de seguridad; no se puede omitir.</translation>
        </message>
        <message>
            <source>A backup is made first.</source>
            <translation>Antes se hace una copia de seguridad.</translation>
        </message>
        <message>
            <source>It is an empty object.</source>
            <translation>Es un objeto vacío.</translation>
        </message>
        <message>
            <source>Its keys: %1.</source>
            <translation>Sus claves: %1.</translation>
        </message>
        <message>
            <source>The %1 does not hold the address of a PostgreSQL database.</source>
            <translation>El %1 no contiene la dirección de una base de datos PostgreSQL.</translation>
        </message>
        <message>
            <source>It should begin with postgresql:// or postgres://, or be a JSON object.</source>
            <translation>Debería empezar por postgresql:// o postgres://, o ser un objeto JSON.</translation>
        </message>
        <message>
            <source>libpq cannot read the address in the %1.</source>
            <translation>libpq no puede leer la dirección del %1.</translation>
        </message>
        <message>
            <source>Encode special characters of user and password in percent (@ is %40).</source>
            <translation>Codificar con porcentaje los caracteres especiales de usuario y contraseña (@ es %40).</translation>
        </message>
        <message>
            <source>The %1 is of another kind of database (engine %2).</source>
            <translation>El %1 es de otro tipo de base de datos (engine %2).</translation>
        </message>
        <message>
            <source>Name the secret of a PostgreSQL database.</source>
            <translation>Indicar el secreto de una base de datos PostgreSQL.</translation>
        </message>
        <message>
            <source>The %1 names neither an address nor a host.</source>
            <translation>El %1 no indica ni una dirección ni un host.</translation>
        </message>
        <message>
            <source>Give it a key DATABASE_URL, or host, port, username, password and dbname; or name one of its keys: #key.</source>
            <translation>Darle una clave DATABASE_URL, o host, port, username, password y dbname; o indicar una de sus claves: #key.</translation>
        </message>
        <message>
            <source>The %1 is no JSON object, so it has no key "%2".</source>
            <translation>El %1 no es un objeto JSON, así que no tiene la clave "%2".</translation>
        </message>
        <message>
            <source>Leave out #%1.</source>
            <translation>Omitir #%1.</translation>
        </message>
        <message>
            <source>The %1 has no text under the key "%2".</source>
            <translation>El %1 no tiene ningún texto bajo la clave "%2".</translation>
        </message>
        <message>
            <source>"%1" is a kind of reference that this version does not follow.</source>
            <translation>"%1" es un tipo de referencia que esta versión no sigue.</translation>
        </message>
        <message>
            <source>Put the address into a variable of .env, and write env:NAME for it.</source>
            <translation>Poner la dirección en una variable de .env y escribir env:NAME en su lugar.</translation>
        </message>
        <message>
            <source>entry %1 of the keychain</source>
            <translation>entrada %1 del llavero</translation>
        </message>
        <message>
            <source>profile %1</source>
            <translation>perfil %1</translation>
        </message>
        <message>
            <source>secret %1 in AWS Secrets Manager</source>
            <translation>secreto %1 de AWS Secrets Manager</translation>
        </message>
        <message>
            <source>"%1" cannot be the name of an entry.</source>
            <translation>«%1» no puede ser el nombre de una entrada.</translation>
        </message>
        <message>
            <source>Take letters, digits, dots, dashes and slashes.</source>
            <translation>Usar letras, dígitos, puntos, guiones y barras.</translation>
        </message>
        <message>
            <source>"%1" is not a name for a stage.</source>
            <translation>"%1" no es un nombre para un entorno.</translation>
        </message>
        <message>
            <source>Use letters, digits, dashes and dots: it is typed on the command line and to confirm.</source>
            <translation>Usar letras, dígitos, guiones y puntos: se escribe en la línea de comandos y para confirmar.</translation>
        </message>
        <message>
            <source>arborist.toml does not declare the stage %1.</source>
            <translation>arborist.toml no declara el entorno %1.</translation>
        </message>
        <message>
            <source>It comes from a .env file: change that file, or add the stage first.</source>
            <translation>Viene de un archivo .env: cambiar ese archivo o añadir primero el entorno.</translation>
        </message>
        <message>
            <source>arborist.toml is written in a way that is not changed here.</source>
            <translation>arborist.toml está escrito de una forma que aquí no se cambia.</translation>
        </message>
        <message>
            <source>Give the stage a table of its own, [stages.NAME], or change the file by hand.</source>
            <translation>Dar al entorno una tabla propia, [stages.NAME], o cambiar el archivo a mano.</translation>
        </message>
        <message>
            <source>%1 %2.</source>
            <translation>%1 %2.</translation>
        </message>
        <message>
            <source>does not exist</source>
            <translation>no existe</translation>
        </message>
        <message>
            <source>Create it, or name another file.</source>
            <translation>Crearlo o indicar otro archivo.</translation>
        </message>
        <message>
            <source>is not a regular file</source>
            <translation>no es un archivo normal</translation>
        </message>
        <message>
            <source>Name a text file.</source>
            <translation>Indicar un archivo de texto.</translation>
        </message>
        <message>
            <source>is larger than %1 and is not read</source>
            <translation>es mayor que %1 y no se lee</translation>
        </message>
        <message>
            <source>Check the disk.</source>
            <translation>Comprobar el disco.</translation>
        </message>
        <message>
            <source>is not a UTF-8 text file</source>
            <translation>no es un archivo de texto UTF-8</translation>
        </message>
        <message>
            <source>The stage %1 has no address.</source>
            <translation>El entorno %1 no tiene dirección.</translation>
        </message>
        <message>
            <source>%1 names no database.</source>
            <translation>%1 no indica ninguna base de datos.</translation>
        </message>
        <message>
            <source>Add a line DB_CONNECTION_STRING=postgresql://... to %1, declare [stages.local] in arborist.toml, or give the URL of a database instead of a folder.</source>
            <translation>Añadir una línea DB_CONNECTION_STRING=postgresql://... a %1, declarar [stages.local] en arborist.toml, o indicar la URL de una base de datos en lugar de una carpeta.</translation>
        </message>
        <message>
            <source>nothing follows "%1".</source>
            <translation>nada sigue a "%1".</translation>
        </message>
        <message>
            <source>the url is neither a reference nor the address of a PostgreSQL database.</source>
            <translation>la url no es una referencia ni la dirección de una base de datos PostgreSQL.</translation>
        </message>
        <message>
            <source>Write env:NAME, env:NAME@FILE, keychain:NAME, aws-secret:ID, neon:PROJECT/BRANCH or postgresql://host/database.</source>
            <translation>Escribir env:NAME, env:NAME@FILE, keychain:NAME, aws-secret:ID, neon:PROJECT/BRANCH o postgresql://host/database.</translation>
        </message>
        <message>
            <source>the url holds a password, and this file is no place for one.</source>
            <translation>la url contiene una contraseña, y este archivo no es lugar para ella.</translation>
        </message>
        <message>
            <source>Put the whole URL into a variable of .env, and write env:NAME here.</source>
            <translation>Poner la URL completa en una variable de .env y escribir aquí env:NAME.</translation>
        </message>
        <message>
            <source>unknown key %1.</source>
            <translation>clave desconocida %1.</translation>
        </message>
        <message>
            <source>%1 is empty.</source>
            <translation>%1 está vacío.</translation>
        </message>
        <message>
            <source>Give it a value, or leave the line out.</source>
            <translation>Darle un valor u omitir la línea.</translation>
        </message>
        <message>
            <source>%1 must be between %2 and %3.</source>
            <translation>%1 debe estar entre %2 y %3.</translation>
        </message>
        <message>
            <source>a list of strings</source>
            <translation>una lista de cadenas</translation>
        </message>
        <message>
            <source>a list of tables, each under [[%1]]</source>
            <translation>una lista de tablas, cada una bajo [[%1]]</translation>
        </message>
        <message>
            <source>a list of tables</source>
            <translation>una lista de tablas</translation>
        </message>
        <message>
            <source>%1 cannot be "%2".</source>
            <translation>%1 no puede ser "%2".</translation>
        </message>
        <message>
            <source>%1 must be %2, not %3.</source>
            <translation>%1 debe ser %2, no %3.</translation>
        </message>
        <message>
            <source>"%1" in %2</source>
            <translation>"%1" en %2</translation>
        </message>
        <message>
            <source>the value of %1 refers to itself.</source>
            <translation>el valor de %1 se refiere a sí mismo.</translation>
        </message>
        <message>
            <source>Put a value with a dollar sign in single quotes.</source>
            <translation>Poner entre comillas simples un valor con signo de dólar.</translation>
        </message>
        <message>
            <source>the defaults in the value of %1 are nested too deeply.</source>
            <translation>los valores por defecto en el valor de %1 están anidados a demasiada profundidad.</translation>
        </message>
        <message>
            <source>the value of %1 grows without bound.</source>
            <translation>el valor de %1 crece sin límite.</translation>
        </message>
        <message>
            <source>the value of %1 has ${ without a closing brace.</source>
            <translation>el valor de %1 tiene ${ sin llave de cierre.</translation>
        </message>
        <message>
            <source>%1 needs %2, which is not set.</source>
            <translation>%1 necesita %2, que no está definida.</translation>
        </message>
        <message>
            <source># Which databases the protected stages of this project are. Written by "arboristctl stages trust"; commit it with the project.</source>
            <translation># Qué bases de datos son los entornos protegidos de este proyecto. Escrito por "arboristctl stages trust"; confirmarlo con commit junto con el proyecto.</translation>
        </message>
        <message>
            <source>this line is not NAME=value.</source>
            <translation>esta línea no es NAME=value.</translation>
        </message>
        <message>
            <source>Start it with # if it is a comment; put a value of several lines in quotes.</source>
            <translation>Empezarla con # si es un comentario; poner entre comillas un valor de varias líneas.</translation>
        </message>
        <message>
            <source>the quote that opens the value of %1 is never closed.</source>
            <translation>la comilla que abre el valor de %1 nunca se cierra.</translation>
        </message>
        <message>
            <source>Close it, or put the value in quotes of another kind.</source>
            <translation>Cerrarla, o poner el valor entre comillas de otro tipo.</translation>
        </message>
        <message>
            <source>the value of %1 goes on after its closing quote.</source>
            <translation>el valor de %1 continúa tras su comilla de cierre.</translation>
        </message>
        <message>
            <source>Write a quote inside of a value as \", or put the value in quotes of another kind.</source>
            <translation>Escribir una comilla dentro de un valor como \", o poner el valor entre comillas de otro tipo.</translation>
        </message>
        <message>
            <source>The folder %1 does not exist.</source>
            <translation>La carpeta %1 no existe.</translation>
        </message>
        <message>
            <source>Give the folder of a project, or the URL of a database.</source>
            <translation>Indicar la carpeta de un proyecto o la URL de una base de datos.</translation>
        </message>
        <message>
            <source>%1 is not a folder.</source>
            <translation>%1 no es una carpeta.</translation>
        </message>
        <message>
            <source>The folder %1 cannot be read.</source>
            <translation>No se puede leer la carpeta %1.</translation>
        </message>
        <message>
            <source>Check the permissions of the folder.</source>
            <translation>Comprobar los permisos de la carpeta.</translation>
        </message>
        <message>
            <source>the given URL</source>
            <translation>la URL indicada</translation>
        </message>
        <message>
            <source>No address: neither a url in arborist.toml nor a file .env.%1.</source>
            <translation>Sin dirección: ni una url en arborist.toml ni un archivo .env.%1.</translation>
        </message>
        <message>
            <source>No backup was made before the run %1.</source>
            <translation>No se hizo ninguna copia de seguridad antes de la ejecución %1.</translation>
        </message>
        <message>
            <source>The backup that was made before the run %1 is gone: %2</source>
            <translation>La copia de seguridad que se hizo antes de la ejecución %1 ya no está: %2</translation>
        </message>
        <message>
            <source>Restore another one: arboristctl backups</source>
            <translation>Restaurar otra: arboristctl backups</translation>
        </message>
        <message>
            <source>The run %1 is still under way on the server.</source>
            <translation>La ejecución %1 sigue en curso en el servidor.</translation>
        </message>
        <message>
            <source>The run %1 has put no database aside.</source>
            <translation>La ejecución %1 no ha apartado ninguna base de datos.</translation>
        </message>
        <message>
            <source>%1: %2, made %3 before “%4”</source>
            <translation>%1: %2, creada %3 antes de “%4”</translation>
        </message>
        <message>
            <source>There is no backup %1 any more.</source>
            <translation>Ya no existe la copia de seguridad %1.</translation>
        </message>
        <message>
            <source>Only backups in %1 are deleted here.</source>
            <translation>Aquí solo se eliminan copias de seguridad que están en %1.</translation>
        </message>
        <message>
            <source>%1 (%2), made %3: nothing brings it back.</source>
            <translation>%1 (%2), hecha %3: nada la recupera.</translation>
        </message>
        <message>
            <source>The run %1 was cut off before it changed anything.</source>
            <translation>La ejecución %1 se interrumpió antes de cambiar nada.</translation>
        </message>
        <message>
            <source>There is nothing to take back; what it had written of its archive has been removed.</source>
            <translation>No hay nada que deshacer; se ha eliminado lo que había escrito de su archivo de respaldo.</translation>
        </message>
        <message>
            <source>There is no statement in the down script of %1: it would take nothing back but the record.</source>
            <translation>No hay ninguna sentencia en el script de vuelta (down) de %1: no desharía nada salvo el registro.</translation>
        </message>
        <message>
            <source>Write by hand what takes it back; until then a backup made before it does.</source>
            <translation>Escribir a mano lo que la deshace; hasta entonces lo hace una copia de seguridad hecha antes.</translation>
        </message>
        <message>
            <source>Migrations of %1 hold their way back themselves.</source>
            <translation>Las migraciones de %1 contienen ellas mismas su camino de vuelta.</translation>
        </message>
        <message>
            <source>Write it there.</source>
            <translation>Escribirlo allí.</translation>
        </message>
        <message>
            <source>The run %1 applied no migration: there is nothing to take back.</source>
            <translation>La ejecución %1 no aplicó ninguna migración: no hay nada que deshacer.</translation>
        </message>
        <message>
            <source>That is not the address of a PostgreSQL database.</source>
            <translation>Eso no es la dirección de una base de datos PostgreSQL.</translation>
        </message>
        <message>
            <source>It begins with postgresql:// or postgres://.</source>
            <translation>Empieza por postgresql:// o postgres://.</translation>
        </message>
    </context>
</TS>
