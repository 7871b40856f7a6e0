import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { signedCall } from '../../infra/local/signedCall.ts';
import { startStepFunctions } from '../../infra/local/stepFunctions/startStepFunctions.ts';

const machineArn = 'arn:aws:states:ap-south-1:000000000000:stateMachine:greeting';

it('starts an execution in the runner’s own name, and is refused with a wrong secret', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'patravali-signed-'));
  const states = await startStepFunctions({
    dir,
    host: '127.0.0.1',
    port: 0,
    region: 'ap-south-1',
    account: '000000000000',
    secretOf: (id) => (id === 'own' ? 'secret' : undefined),
    machines: [
      {
        name: 'greeting',
        definition: JSON.stringify({
          QueryLanguage: 'JSONata',
          StartAt: 'Done',
          States: { Done: { Type: 'Succeed' } },
        }),
      },
    ],
    invoke: async () => ({}),
    deliver: async () => {},
  });
  const call = (secretAccessKey: string) =>
    signedCall({
      url: states.url,
      service: 'states',
      region: 'ap-south-1',
      target: 'AWSStepFunctions.StartExecution',
      body: { stateMachineArn: machineArn, name: 'rule-1', input: '{"नाम":1}' },
      credentials: { accessKeyId: 'own', secretAccessKey },
    });
  expect(await call('secret')).toMatchObject({
    executionArn: expect.stringContaining('execution:greeting:rule-1'),
  });
  await expect(call('other')).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  await states.close();
  rmSync(dir, { recursive: true });
});
