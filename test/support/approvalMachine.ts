/**
 * A three-level approval as the office runs it, small enough to read: ask, wait for the token, then go up, back or out.
 * The functions are `ask` (callback) and `send` (plain).
 */
export const approvalMachine = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Init',
  TimeoutSeconds: 31_536_000,
  States: {
    Init: {
      Type: 'Pass',
      Assign: { file: '{% $states.input.file %}', chain: '{% $states.input.chain %}', level: 0 },
      Output: { sla: '{% $exists($states.input.sla) ? $states.input.sla : 604800 %}' },
      Next: 'Begin trail',
    },
    'Begin trail': { Type: 'Pass', Assign: { trail: [] }, Next: 'Ask' },
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      TimeoutSeconds: '{% $states.input.sla %}',
      Arguments: {
        FunctionName: 'ask',
        Payload: {
          file: '{% $file %}',
          officer: '{% $chain[$level] %}',
          token: '{% $states.context.Task.Token %}',
        },
      },
      Assign: {
        trail: `{% $append($trail, [$chain[$level] & ' ' & $states.result.decision]) %}`,
        decision: '{% $states.result.decision %}',
      },
      Output: '{% $states.input %}',
      Retry: [
        {
          ErrorEquals: ['Lambda.TooManyRequestsException'],
          IntervalSeconds: 1,
          MaxAttempts: 6,
          BackoffRate: 1,
          JitterStrategy: 'FULL',
        },
      ],
      Catch: [
        {
          ErrorEquals: ['States.Timeout'],
          Assign: { trail: `{% $append($trail, [$chain[$level] & ' reminded']) %}` },
          Output: { sla: 604800 },
          Next: 'Ask',
        },
      ],
      Next: 'Decide',
    },
    Decide: {
      Type: 'Choice',
      Choices: [
        { Condition: `{% $decision = 'REJECT' %}`, Next: 'Rejected' },
        {
          Condition: `{% $decision = 'RETURN' and $level > 0 %}`,
          Assign: { level: '{% $level - 1 %}' },
          Next: 'Ask',
        },
        {
          Condition: '{% $level + 1 < $count($chain) %}',
          Assign: { level: '{% $level + 1 %}' },
          Next: 'Ask',
        },
      ],
      Default: 'Dispatch',
    },
    Dispatch: {
      Type: 'Map',
      Items: '{% $range(0, 2, 1) %}',
      MaxConcurrency: 2,
      ItemSelector: {
        copy: '{% $states.context.Map.Item.Index %}',
        file: '{% $file %}',
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'Send',
        States: {
          Send: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Arguments: { FunctionName: 'send', Payload: '{% $states.input %}' },
            Output: '{% $states.result.Payload %}',
            End: true,
          },
        },
      },
      Assign: { sent: '{% $states.result %}' },
      Next: 'Approved',
    },
    Approved: {
      Type: 'Succeed',
      Output: { file: '{% $file %}', trail: '{% $trail %}', sent: '{% $sent %}' },
    },
    Rejected: { Type: 'Fail', Error: 'Rejected', Cause: `{% 'by ' & $chain[$level] %}` },
  },
});
